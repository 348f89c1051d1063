"""Who can coordinate, and the appointment of somebody to a plan or to coordination."""
