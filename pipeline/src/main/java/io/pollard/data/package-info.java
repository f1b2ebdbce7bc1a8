/**
 * Data sets: reading them (an open family of formats), their fingerprint, splits, normalisation,
 * and batches whose order and augmentation are pure functions of (seed, epoch, index). May use
 * {@code spec}, {@code random} and {@code network.Shape}; with {@code store} the only package that
 * imports Hadoop and Parquet.
 */
@NullMarked
package io.pollard.data;

import org.jspecify.annotations.NullMarked;
