"""Known vulnerabilities of what would ship: scanners' reports, VEX statements, and the verdict."""
