"""Files are spoilt at random and read: whatever they hold, they are read or refused in words, soon, in little memory."""
