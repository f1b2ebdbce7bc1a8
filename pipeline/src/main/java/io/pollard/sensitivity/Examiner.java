package io.pollard.sensitivity;

import java.util.List;

/** Who looks at examples for an analysis: this process, or the executors of a cluster. */
public interface Examiner {

  /** How many portions are looked at at once. */
  int slots();

  /** The tallies of some portions, in any order. */
  List<Tally> tallies(List<Portion> portions);

  /** How the unpruned network does on examples of portions without cells, in any order. */
  List<Standing> standings(List<Portion> portions);
}
