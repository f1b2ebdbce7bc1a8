package io.pollard.spec;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An Optional, List or Map of a record of which the no-argument constructor shows an example: left
 * out of a file it is empty, whatever that constructor says. For keys that exclude each other, of
 * which the record's own check wants exactly one: an example has to pass that check too, but must
 * not get in the way of the key that the file does give.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Example {}
