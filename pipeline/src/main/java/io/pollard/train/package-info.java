/**
 * The deterministic masked trainer over any {@code engine}: training settings, learning-rate
 * schedules, training state that can be left and taken up at any iteration. May use {@code spec},
 * {@code random}, {@code data}, {@code network}, {@code engine}'s interface and {@code measure}.
 */
@NullMarked
package io.pollard.train;

import org.jspecify.annotations.NullMarked;
