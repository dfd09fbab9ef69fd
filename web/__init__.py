"""HTTP: the API and the pages. The clock, the settings and the wiring live at this edge. Start reading at app.py."""
