package io.pollard.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pollard.engine.Batch;
import io.pollard.engine.Optimizer;
import io.pollard.engine.UpdateRule;
import io.pollard.network.GraphBuilder;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Role;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import io.pollard.random.Draws;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Training over the features that are present, against the gradient over all of them. */
class LoweredFirstDenseTest {
  private static final int FEATURES = 401;
  private static final int BATCH = 7;
  private static final float RATE = 0.5f;

  /** Two layers read the features; 130 wide, so that the gradient is computed in several parts. */
  private static Network network() {
    GraphBuilder graph = new GraphBuilder("t", Shape.vector(FEATURES));
    String a = graph.relu("ra", graph.dense("a", graph.input(), 130, true));
    String b = graph.relu("rb", graph.dense("b", graph.input(), 130, false));
    return Nets.of(graph.classifier("out", graph.add("sum", a, b), 5));
  }

  private static Batch batch(Network network, IntPredicate present) {
    Batch batch = Agreement.data(network, BATCH, 3);
    for (int i = 0; i < batch.features().length; i++) {
      if (!present.test(i % FEATURES)) {
        batch.features()[i] = 0.0f;
      }
    }
    return batch;
  }

  /** None, one, runs with gaps, all but so few that they count as present, and all. */
  @ParameterizedTest
  @CsvSource({
    "0, 100",
    "1, 100",
    "30, 100",
    "63, 100",
    "89, 100",
    "95, 100",
    "100, 100",
    "0, 50",
    "30, 50",
    "63, 50",
    "100, 50",
    "0, 10",
    "63, 10",
    "100, 10"
  })
  void stepFollowsTheGradientOverAllFeatures(int percentPresent, int percentKept) {
    Network network = network();
    Batch batch = batch(network, feature -> feature * 37 % 100 < percentPresent);
    Draws draws = Draws.of(5, "mask");
    boolean[] kept = new boolean[network.layout().length()];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = draws.nextInt(100) < percentKept;
    }
    Mask mask = Mask.of(kept.length, i -> kept[i]);
    float[] start = Values.initial(network, 1);
    mask.apply(start);
    float[] gradient = new float[start.length];
    try (OneDnnNetwork compiled = new OneDnnNetwork(network, BATCH)) {
      compiled.updateRule(new UpdateRule(new Optimizer.Sgd(RATE), 0.0, false));
      compiled.mask(mask);
      compiled.parameters(start);
      double loss = compiled.gradient(batch, gradient);
      mask.apply(gradient);
      assertThat(compiled.step(batch, RATE, 0, 1L)).isCloseTo(loss, within(1e-6 * loss));
      float[] after = compiled.parameters();
      for (int i = 0; i < start.length; i++) {
        assertThat((start[i] - after[i]) / RATE)
            .as("gradient of parameter %d", i)
            .isCloseTo(gradient[i], within(2e-6f));
      }
    }
  }

  @Test
  void weightsOfAbsentFeaturesStayAsTheyAre() {
    Network network = network();
    Batch batch = batch(network, feature -> feature % 3 == 1);
    float[] start = Values.initial(network, 1);
    try (OneDnnNetwork compiled = new OneDnnNetwork(network, BATCH)) {
      compiled.updateRule(new UpdateRule(new Optimizer.Adam(), 0.0, false));
      compiled.parameters(start);
      compiled.step(batch, RATE, 0, 1L);
      float[] after = compiled.parameters();
      int moved = 0;
      for (String layer : new String[] {"a", "b"}) {
        Slice slice = network.layout().find(layer, Role.WEIGHT).orElseThrow();
        for (int i = slice.offset(); i < slice.end(); i++) {
          if ((i - slice.offset()) % FEATURES % 3 == 1) {
            moved += after[i] == start[i] ? 0 : 1;
          } else {
            assertThat(after[i]).as("weight %d of %s", i, layer).isEqualTo(start[i]);
          }
        }
      }
      assertThat(moved).isGreaterThan(1000);
    }
  }

  @Test
  void aFeatureThatIsNoNumberMakesTheLossNone() {
    Network network = network();
    Batch batch = batch(network, feature -> feature % 3 == 1);
    try (OneDnnNetwork compiled = new OneDnnNetwork(network, BATCH)) {
      compiled.updateRule(new UpdateRule(new Optimizer.Adam(), 0.0, false));
      compiled.parameters(Values.initial(network, 1));
      batch.features()[BATCH * FEATURES - 1] = Float.NEGATIVE_INFINITY;
      assertThat(compiled.step(batch, RATE, 0, 1L)).isNaN();
    }
  }

  @Test
  void hugeFeaturesWhoseSumIsInfiniteAreNumbers() {
    PresentFeatures present = new PresentFeatures(4);
    float huge = Float.MAX_VALUE;
    float[] values = {0.0f, huge, -0.0f, huge, 0.0f, -huge, 0.0f, Float.MIN_VALUE};
    assertThat(present.find(values, 2)).isTrue();
    assertThat(present.count()).isEqualTo(2);
    assertThat(present.feature(0)).isEqualTo(1);
    assertThat(present.feature(1)).isEqualTo(3);
    assertThat(present.endOfRun(0)).isEqualTo(1);
    float[] gathered = new float[2];
    present.gather(values, 1, gathered);
    assertThat(gathered).containsExactly(-huge, Float.MIN_VALUE);
    values[4] = Float.NaN;
    assertThat(present.find(values, 2)).isFalse();
    assertThat(present.count()).isEqualTo(3);
  }
}
