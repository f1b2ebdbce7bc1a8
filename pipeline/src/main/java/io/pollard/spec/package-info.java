/**
 * The language of experiment files: nodes with line numbers, binding of nodes to records, canonical
 * form and content hash, and the small value types (fraction, duration) that every vocabulary
 * shares. Uses nothing of Pollard but its exceptions; every package may use it.
 */
@NullMarked
package io.pollard.spec;

import org.jspecify.annotations.NullMarked;
