package io.pollard.jobs.cli;

/** How the rows of a query are printed. */
enum ResultFormat {
  /** Aligned for people, numbers rounded, the first rows only. */
  TABLE,
  /** RFC 4180 with a header; a null is an empty field, an empty text {@code ""}. */
  CSV,
  /** One array of objects, a row a line; binary in base64. */
  JSON
}
