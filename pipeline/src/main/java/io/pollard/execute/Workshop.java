package io.pollard.execute;

import io.pollard.DataException;
import io.pollard.data.Dataset;
import io.pollard.data.DatasetSpec;
import io.pollard.data.Datasets;
import io.pollard.engine.CompiledNetwork;
import io.pollard.engine.Engine;
import io.pollard.engine.Engines;
import io.pollard.network.Network;
import io.pollard.network.NetworkFamily;
import io.pollard.network.Shape;
import io.pollard.spec.Canonical;
import io.pollard.store.Warehouse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What steps of one process share: data sets, architectures and compiled networks, each made once.
 * Thread-safe.
 */
public final class Workshop implements AutoCloseable {
  /** Idle compiled networks that are kept, over all architectures; the oldest goes first. */
  private static final int IDLE_LIMIT = 64;

  private final Map<String, String> settings;
  private final Map<String, Dataset> datasets = new ConcurrentHashMap<>();
  private final Map<String, Warehouse> warehouses = new ConcurrentHashMap<>();
  private final Map<String, Network> networks = new ConcurrentHashMap<>();
  private final Deque<Idle> idle = new ArrayDeque<>();

  private record Idle(Key key, CompiledNetwork compiled) {}

  private record Key(Network network, int batchSize, String engine) {}

  /**
   * @param settings of Hadoop, over those of its files
   */
  public Workshop(Map<String, String> settings) {
    this.settings = Map.copyOf(settings);
  }

  /** The tables at a location. */
  public Warehouse warehouse(String location) {
    return warehouses.computeIfAbsent(location, key -> Warehouse.open(key, settings));
  }

  /** The data set of a setting; read by the first caller while others wait. */
  public Dataset dataset(DatasetSpec spec) {
    return datasets.computeIfAbsent(Canonical.settings(spec), key -> Datasets.load(spec, settings));
  }

  /** The architecture of a setting. */
  public Network network(NetworkFamily family, Shape input, int classes) {
    return networks.computeIfAbsent(
        Canonical.settings(family) + input + classes, key -> family.build(input, classes));
  }

  /**
   * Takes a compiled network; {@link Lease#close} gives it back for the next one. Its parameters,
   * mask and optimiser state are those of whoever had it before.
   *
   * @throws DataException if the engine cannot run the network
   */
  public Lease compile(String engine, Network network, int batchSize) {
    Key key = new Key(network, batchSize, engine);
    synchronized (idle) {
      for (Idle candidate : idle) {
        if (candidate.key.equals(key)) {
          idle.remove(candidate);
          return new Lease(key, candidate.compiled);
        }
      }
    }
    Engine chosen = Engines.named(engine);
    return new Lease(key, chosen.compile(network, batchSize));
  }

  /** A compiled network on loan. */
  public final class Lease implements AutoCloseable {
    private final Key key;
    private final CompiledNetwork compiled;

    private Lease(Key key, CompiledNetwork compiled) {
      this.key = key;
      this.compiled = compiled;
    }

    public CompiledNetwork network() {
      return compiled;
    }

    @Override
    public void close() {
      CompiledNetwork surplus = null;
      synchronized (idle) {
        idle.addLast(new Idle(key, compiled));
        if (idle.size() > IDLE_LIMIT) {
          surplus = idle.removeFirst().compiled;
        }
      }
      if (surplus != null) {
        surplus.close();
      }
    }
  }

  /** Releases the native memory of all idle networks. */
  @Override
  public void close() {
    synchronized (idle) {
      idle.forEach(each -> each.compiled.close());
      idle.clear();
    }
  }
}
