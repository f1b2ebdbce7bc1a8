package io.pollard.sensitivity;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.random.Draws;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SamplerTest {
  private static final Analysis.Sampling SAMPLING = new Analysis.Sampling(0.9, 0.01);

  /** Every tenth example wrong, margins growing with the index. */
  private static List<Standing> standings(int n) {
    List<Standing> all = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      all.add(new Standing(i, i % 10 == 0 ? 1 : 0, i, 0.5));
    }
    return all;
  }

  @Test
  void wrongAndCloseExamplesComeFirstAndEveryExampleOnce() {
    Sampler sampler = new Sampler(standings(1000), SAMPLING, 1);
    Set<Integer> seen = new HashSet<>();
    for (int example : sampler.doubtful()) {
      // 900 are right: the 36 closest are 1 ... 39 without the tens.
      assertThat(example % 10 == 0 || example < 40).isTrue();
      seen.add(example);
    }
    assertThat(seen).hasSize(100 + 36);
    for (int look = 0; look < sampler.looks(); look++) {
      for (int example : sampler.added(look)) {
        assertThat(seen.add(example)).isTrue();
      }
    }
    assertThat(seen).hasSize(1000);
    assertThat(sampler.looks()).isEqualTo(3);
  }

  @Test
  void theLastLookKnows() {
    Sampler sampler = new Sampler(standings(1000), SAMPLING, 1);
    Tally doubtful = new Tally(0, 0, 136, 50, 60, 10.0);
    Tally safe = new Tally(0, 0, 864, 800, 850, 90.0);
    Estimate last = sampler.estimate(2, doubtful, safe);
    assertThat(last).isEqualTo(new Estimate(1000, 0.85, 0.91, 0.1, 0.85, 0.85));
  }

  /** A cell that loses one safe example in five, under 400 seeds: at its stop, 90% must hold. */
  @Test
  void intervalsHoldAsOftenAsTheySay() {
    int held = 0;
    for (int seed = 0; seed < 400; seed++) {
      Sampler sampler = new Sampler(standings(3000), new Analysis.Sampling(0.9, 0.03), seed);
      Set<Integer> lost = lost(sampler);
      int right = 0;
      int safe = Arrays.stream(all(sampler)).map(e -> lost.contains(e) ? 0 : 1).sum();
      double exact = (double) safe / 3000;
      for (int look = 0; look < sampler.looks(); look++) {
        for (int example : sampler.added(look)) {
          right += lost.contains(example) ? 0 : 1;
        }
        Estimate estimate =
            sampler.estimate(look, new Tally(0, 0, 0, 0, 0, 0), new Tally(0, 0, 0, right, 0, 0));
        if (sampler.isNarrow(estimate)) {
          held += exact >= estimate.low() && exact <= estimate.high() ? 1 : 0;
          break;
        }
      }
    }
    assertThat(held).isGreaterThanOrEqualTo(360);
  }

  private static int[] all(Sampler sampler) {
    List<Integer> all = new ArrayList<>();
    for (int look = 0; look < sampler.looks(); look++) {
      Arrays.stream(sampler.added(look)).forEach(all::add);
    }
    return all.stream().mapToInt(Integer::intValue).sorted().toArray();
  }

  private static Set<Integer> lost(Sampler sampler) {
    Set<Integer> lost = new HashSet<>();
    for (int example : all(sampler)) {
      if (Draws.of(9, "lost", example).nextInt(5) == 0) {
        lost.add(example);
      }
    }
    return lost;
  }
}
