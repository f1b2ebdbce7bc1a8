/** Support that tests of every package share. Uses nothing of Pollard. */
package io.pollard.testing;
