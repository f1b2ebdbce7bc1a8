package io.pollard.prune.scheduling;

import io.pollard.spec.Extension;
import java.util.List;

/** When how much is pruned. An open family. */
public interface Schedule extends Extension {

  /** The levels, in order; each ends in an evaluated checkpoint. At least one. */
  List<Level> points();
}
