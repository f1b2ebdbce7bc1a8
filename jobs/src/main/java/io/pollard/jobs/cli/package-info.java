/**
 * The commands. {@link io.pollard.jobs.cli.Cli} is {@code bin/pollard}; every {@code <Name>Job} is
 * one command and also a main class for {@code spark-submit}. A command is thin: it parses and
 * checks what the user typed, calls the library or {@code jobs.cluster}, and prints what came out.
 * Nothing uses this package.
 */
@NullMarked
package io.pollard.jobs.cli;

import org.jspecify.annotations.NullMarked;
