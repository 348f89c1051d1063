"""A plan as FHIR R4 (4.0.1): what one reader sees, as a bundle; how it is told stands in docs/fhir.md."""
