/**
 * Quadratic models of a loss: symmetric matrices in plain arrays, and what Optimal Brain Surgeon
 * does with them. Uses nothing of Pollard.
 */
@NullMarked
package io.pollard.prune.quadratic;

import org.jspecify.annotations.NullMarked;
