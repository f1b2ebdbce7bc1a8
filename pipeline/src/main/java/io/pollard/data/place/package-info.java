/**
 * Where data lies: local files, anything that Hadoop has a file system for, and the class path, all
 * read through one small interface. May use only {@code io.pollard}'s exceptions; used by {@code
 * data}.
 */
@NullMarked
package io.pollard.data.place;

import org.jspecify.annotations.NullMarked;
