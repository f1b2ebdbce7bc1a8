package io.pollard.engine;

import io.pollard.UserException;
import io.pollard.network.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engines on the class path. */
public final class Engines {
  private static final Logger LOG = LoggerFactory.getLogger(Engines.class);

  /** In order of preference: the compiled engine, then the reference. */
  private static final List<String> PREFERENCE = List.of("onednn", "dl4j");

  private Engines() {}

  /**
   * The engine of a name.
   *
   * @throws UserException if there is none
   */
  public static Engine named(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new UserException(
                    "Cannot use engine '%s': it is not on the class path (engines=%s); name one of these"
                        .formatted(name, all().stream().map(Engine::name).toList())));
  }

  /**
   * The preferred engine that can run a network. Logs why if that is not the first choice.
   *
   * @throws UserException if none can, with the reason of each
   */
  public static Engine preferred(Network network) {
    List<String> refusals = new ArrayList<>();
    for (String name : PREFERENCE) {
      Optional<Engine> engine = find(name);
      if (engine.isPresent()) {
        Optional<String> refusal = engine.get().refusal(network);
        if (refusal.isEmpty()) {
          if (!refusals.isEmpty()) {
            LOG.warn(
                "network {} runs on engine {}: {}",
                network.name(),
                name,
                String.join("; ", refusals));
          }
          return engine.get();
        }
        refusals.add(name + ": " + refusal.get());
      }
    }
    throw new UserException(
        "Cannot run network '%s': no engine takes it (%s); use layers that one of them knows"
            .formatted(network.name(), String.join("; ", refusals)));
  }

  private static Optional<Engine> find(String name) {
    return all().stream().filter(engine -> engine.name().equals(name)).findFirst();
  }

  private static List<Engine> all() {
    return ServiceLoader.load(Engine.class, Engines.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .toList();
  }
}
