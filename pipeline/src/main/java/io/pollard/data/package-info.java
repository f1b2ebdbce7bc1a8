/**
 * Data sets: reading them (an open family of formats), their fingerprint, splits, normalisation,
 * and batches whose order and augmentation are pure functions of (seed, epoch, index). May use
 * {@code spec}, {@code random} and {@code network.Shape}; with {@code store} the only package that
 * imports Hadoop and Parquet.
 *
 * <p>The way of the data: {@link io.pollard.data.DatasetSpec} -> {@link
 * io.pollard.data.DatasetFormat} -> {@link io.pollard.data.RawDataset} -> {@link
 * io.pollard.data.Dataset} -> {@link io.pollard.data.Batches}.
 */
@NullMarked
package io.pollard.data;

import org.jspecify.annotations.NullMarked;
