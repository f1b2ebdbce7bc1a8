/**
 * A package of ND4J's, with one class that ND4J no longer has: DL4J 1.0.0-M2.1 still looks it up by
 * its old name and, not finding it, leaves oneDNN unused. Holds nothing else; to be deleted once
 * DL4J asks for the right name. Nobody uses it but DL4J.
 */
@NullMarked
package org.nd4j.nativeblas;

import org.jspecify.annotations.NullMarked;
