package io.pollard.prune.sharded;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** Shards in this process; tallies are copied as on their way to another one. */
record LocalShards(List<List<ScoreChunk>> shards) implements ShardedScores {

  @Override
  public <T extends Tally<T>> T count(T empty) {
    T total = copy(empty);
    for (List<ScoreChunk> shard : shards) {
      T own = copy(empty);
      shard.forEach(own::add);
      total.merge(copy(own));
    }
    return total;
  }

  @SuppressWarnings("unchecked")
  private static <T> T copy(T tally) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(tally);
      }
      try (ObjectInputStream in =
          new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
        return (T) in.readObject();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
