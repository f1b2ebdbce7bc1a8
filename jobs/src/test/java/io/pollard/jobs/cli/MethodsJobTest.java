package io.pollard.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.spec.Catalog;
import org.junit.jupiter.api.Test;

class MethodsJobTest {

  @Test
  void listsEveryMemberOfEveryFamilyWithItsKeys() {
    Ran ran = Ran.pollard("methods");

    assertThat(ran.code()).isZero();
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out())
        .contains("\nscoring rule\n  magnitude: absolute value of the weight")
        .contains("      learningRate: a number (has to be given)\n")
        .contains("      momentum: a number (default 0.9)\n")
        .contains("dataset format\n", "network family\n", "learning rate schedule\n");
  }

  @Test
  void everyMemberSaysWhatItDoes() {
    assertThat(MethodsJob.FAMILIES)
        .allSatisfy(
            family ->
                assertThat(Catalog.of(family))
                    .isNotEmpty()
                    .allSatisfy(
                        entry -> {
                          assertThat(entry.summary()).as(entry.name()).isPresent();
                          assertThat(entry.summary().orElseThrow())
                              .as(entry.name())
                              .doesNotEndWith(".")
                              .hasSizeLessThan(100);
                        }));
  }
}
