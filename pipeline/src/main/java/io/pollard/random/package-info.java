/** Random numbers that are pure functions of a key. Uses nothing; every package may use it. */
@NullMarked
package io.pollard.random;

import org.jspecify.annotations.NullMarked;
