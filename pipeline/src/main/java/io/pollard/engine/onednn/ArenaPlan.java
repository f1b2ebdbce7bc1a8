package io.pollard.engine.onednn;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Places temporary storages in an arena so that two that are needed at the same time do not
 * overlap: the largest first, each at the lowest place that is free. Deterministic. Cost: quadratic
 * in the number of storages.
 */
final class ArenaPlan {
  private ArenaPlan() {}

  /** Sets each storage's offset and returns the size of the arena. */
  static long place(List<Storage> storages) {
    List<Storage> ordered = new ArrayList<>(storages);
    ordered.sort(Comparator.comparingLong(Storage::bytes).reversed());
    List<Storage> placed = new ArrayList<>();
    long size = 0;
    for (Storage storage : ordered) {
      storage.offset(lowest(storage, placed));
      insert(placed, storage);
      size = Math.max(size, storage.offset() + rounded(storage.bytes()));
    }
    return size;
  }

  private static long lowest(Storage storage, List<Storage> byOffset) {
    long at = 0;
    for (Storage other : byOffset) {
      if (storage.meets(other)) {
        if (at + rounded(storage.bytes()) <= other.offset()) {
          return at;
        }
        at = Math.max(at, other.offset() + rounded(other.bytes()));
      }
    }
    return at;
  }

  private static void insert(List<Storage> byOffset, Storage storage) {
    int index = byOffset.size();
    while (index > 0 && byOffset.get(index - 1).offset() > storage.offset()) {
      index--;
    }
    byOffset.add(index, storage);
  }

  private static long rounded(long bytes) {
    return (bytes + Resources.ALIGNMENT - 1) / Resources.ALIGNMENT * Resources.ALIGNMENT;
  }
}
