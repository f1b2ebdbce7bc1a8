package io.pollard.sensitivity;

import io.pollard.data.Samples;
import io.pollard.engine.Engine;
import java.util.ArrayList;
import java.util.List;

/** Looks at portions one after the other, last ones first, as if so many slots shared them. */
record LocalExaminer(
    Engine engine, Grid grid, float[] parameters, Samples samples, int batchSize, int slots)
    implements Examiner {

  @Override
  public List<Tally> tallies(List<Portion> portions) {
    List<Tally> tallies = new ArrayList<>();
    for (int i = portions.size() - 1; i >= 0; i--) {
      Portion portion = portions.get(i);
      try (Station station = station(portion)) {
        tallies.addAll(station.run(samples, portion, () -> false));
      }
    }
    return tallies;
  }

  @Override
  public List<Standing> standings(List<Portion> portions) {
    List<Standing> standings = new ArrayList<>();
    for (Portion portion : portions) {
      try (Station station = station(portion)) {
        standings.addAll(station.standings(samples, portion.examples()));
      }
    }
    return standings;
  }

  private Station station(Portion portion) {
    return new Station(engine, grid, parameters, batchSize, portion.first(), portion.end());
  }
}
