/** Of the stand-in's RPC: the form of a JSON web token, and nobody's secret. */
export const TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJBbGxvdyI6WyJhZG1pbiJdfQ.c3RhbmQtaW4";
