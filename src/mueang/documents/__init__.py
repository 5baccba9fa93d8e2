"""What people read: charts and maps as drawings, later whole documents."""
