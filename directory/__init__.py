"""What a crisis service is: contacts, opening, eligibility, areas and places. Pure: no disk, no clock, no network."""
