package io.pollard.engine.onednn;

import java.util.Arrays;

/**
 * The gradient {@code x^T d} of the weights of a dense layer that reads a batch's features, a row
 * for each feature; 0 for those that are not present. Computed when it is asked for, some rows at a
 * time, so that it is in the cache when the optimiser reads it: best from the first row to the
 * last.
 */
final class FeatureGradient {
  /** Elements that are computed at a time, so that they stay in the second-level cache. */
  private static final int SLAB = 20_480;

  private final PresentFeatures present;
  private final Tensor features;
  private final Tensor slopes;
  private final Planes slab;
  private final int batch;
  private final int width;
  private final int slabRows;
  private final int[] places;
  private final int[] ends;
  private float[] fetched = new float[0];
  private int start;
  private int first;
  private int last;

  /**
   * @param features x of those that are present, {@code [batch, present]}
   * @param slopes d, {@code [batch, width]}
   * @param slab memory of {@link #slabRows} rows
   * @param count of all features
   */
  FeatureGradient(PresentFeatures present, Tensor features, Tensor slopes, Tensor slab, int count) {
    this.present = present;
    this.features = features;
    this.slopes = slopes;
    batch = (int) slopes.descriptor().dims()[0];
    width = (int) slopes.descriptor().dims()[1];
    slabRows = slabRows(count, width);
    this.slab = new Planes(slab, 1, slabRows * width);
    places = new int[count + 1];
    ends = new int[count + 1];
  }

  /** Rows that are computed at a time, of so many of a width. */
  static int slabRows(int count, int width) {
    return Math.max(1, Math.min(count, SLAB / width));
  }

  /**
   * Begins with another batch's.
   *
   * @param start index of the first element in the flat vector
   */
  void begin(int start) {
    this.start = start;
    first = 0;
    last = 0;
    slab.locate();
    Arrays.fill(places, -1);
    for (int i = 0; i < present.count(); i++) {
      places[present.feature(i)] = i;
    }
    int behind = places.length - 1;
    ends[behind] = Integer.MAX_VALUE / width;
    for (int row = behind - 1; row >= 0; row--) {
      boolean alike = places[row] < 0 == places[row + 1] < 0;
      ends[row] = alike ? ends[row + 1] : row + 1;
    }
  }

  /** Whether an element of the flat vector is one of these. */
  boolean covers(int index) {
    return index >= start && index < start + (places.length - 1) * width;
  }

  /** Copies elements from an index of the flat vector on; padding behind the last row is 0. */
  void get(int from, float[] into, int count) {
    int done = 0;
    while (done < count) {
      int at = from - start + done;
      int length = Math.min(count - done, neighbours(at));
      if (place(at) < 0) {
        Arrays.fill(into, done, done + length, 0.0f);
      } else {
        slab.get(0, inSlab(at), into, done, length);
      }
      done += length;
    }
  }

  /** As {@link #get}, the floats' bits. */
  void bits(int from, int[] into, int count) {
    int done = 0;
    while (done < count) {
      int at = from - start + done;
      int length = Math.min(count - done, neighbours(at));
      if (place(at) < 0) {
        Arrays.fill(into, done, done + length, 0);
      } else {
        slab.bits(0, inSlab(at), into, done, length);
      }
      done += length;
    }
  }

  /**
   * Copies elements at ascending places behind an index of the flat vector. All up to the last are
   * fetched for it, because many at once take less time than a few one by one.
   */
  void get(int from, int[] places, float[] into) {
    int count = places[places.length - 1] + 1;
    if (fetched.length < count) {
      fetched = new float[count];
    }
    get(from, fetched, count);
    for (int i = 0; i < places.length; i++) {
      into[i] = fetched[places[i]];
    }
  }

  /** How many elements from one on lie behind each other, or are 0; computes the slab if needed. */
  private int neighbours(int at) {
    int left = ends[row(at)] * width - at;
    int place = place(at);
    if (place < 0) {
      return left;
    }
    if (place < first || place >= last) {
      compute(place / slabRows * slabRows);
    }
    return Math.min(left, (last - place) * width - at % width);
  }

  private void compute(int from) {
    first = from;
    last = Math.min(from + slabRows, present.count());
    MatrixProduct.transposed(
        features, present.count(), first, last - first, slopes, batch, width, slab.tensor());
  }

  private int row(int at) {
    return Math.min(at / width, places.length - 1);
  }

  /** Which of the present rows an element lies in, or -1. */
  private int place(int at) {
    return places[row(at)];
  }

  private int inSlab(int at) {
    return (place(at) - first) * width + at % width;
  }
}
