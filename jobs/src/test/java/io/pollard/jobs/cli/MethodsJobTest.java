package io.pollard.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pollard.spec.Catalog;
import org.junit.jupiter.api.Test;

class MethodsJobTest {

  @Test
  void listsEveryMemberOfEveryFamilyWithItsKeys() {
    Ran ran = Ran.pollard("methods");

    assertThat(ran.code()).isZero();
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out())
        .contains("\nscoring rule\n", "\n  magnitude: absolute value of the weight")
        .containsPattern(
            "\n      from io\\.pollard\\.prune\\.scoring\\.Magnitude( in \\S+\\.jar)?\n")
        .contains("      learningRate: a number (has to be given)\n")
        .contains("      momentum: a number (default 0.9)\n")
        .contains("dataset format\n", "network family\n", "learning rate schedule\n");
  }

  @Test
  void printsTheSameAsJson() throws Exception {
    JsonNode families = new ObjectMapper().readTree(Ran.pollard("methods", "--json").out());

    JsonNode first = families.path("scoring rule").path(0);
    assertThat(families.size()).isEqualTo(MethodsJob.FAMILIES.size());
    assertThat(families.findValuesAsText("name")).contains("magnitude", "iterative", "lenet-5");
    assertThat(families.findValuesAsText("source"))
        .anySatisfy(
            source ->
                assertThat(source)
                    .matches("io\\.pollard\\.prune\\.scoring\\.Magnitude( in \\S+\\.jar)?"))
        .allSatisfy(source -> assertThat(source).startsWith("io.pollard."));
    assertThat(first.path("keys").isArray()).isTrue();
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
