// Return the elements of `root` that match and that this island has not taken yet.
export function fresh(root, selector, island) {
  const mark = `data-taken-${island}`;
  const found = [...root.querySelectorAll(selector)].filter((element) => !element.hasAttribute(mark));
  for (const element of found) element.setAttribute(mark, "");
  return found;
}
