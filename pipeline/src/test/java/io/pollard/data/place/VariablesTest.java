package io.pollard.data.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.UserException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VariablesTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of("DATA", "/data", "EMPTY", "", "NESTED", "${DATA}");

  private static String expand(String path) {
    return Variables.expand(path, ENVIRONMENT);
  }

  @Test
  void replacesVariablesAndDefaults() {
    assertThat(expand("/plain/path")).isEqualTo("/plain/path");
    assertThat(expand("${DATA}/mnist")).isEqualTo("/data/mnist");
    assertThat(expand("hdfs://${HOST:-name}:9000${DATA}")).isEqualTo("hdfs://name:9000/data");
    assertThat(expand("${DATA:-../shared}/mnist")).isEqualTo("/data/mnist");
    assertThat(expand("${UNSET:-}mnist")).isEqualTo("mnist");
    assertThat(expand("a$b")).isEqualTo("a$b");
  }

  @Test
  void aDefaultStandsInForAnEmptyVariable() {
    assertThat(expand("${EMPTY:-/other}/mnist")).isEqualTo("/other/mnist");
    assertThat(expand("${EMPTY}mnist")).isEqualTo("mnist");
  }

  @Test
  void whatAVariableHoldsIsNotSearched() {
    assertThat(expand("${NESTED}/x")).isEqualTo("${DATA}/x");
  }

  @Test
  void namesTheVariableThatIsNotSet() {
    assertThatThrownBy(() -> expand("${POLLARD_NOWHERE}/mnist"))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot use the path ${POLLARD_NOWHERE}/mnist: the environment variable"
                + " POLLARD_NOWHERE is not set (path=${POLLARD_NOWHERE}/mnist);"
                + " set it, or give a default: ${POLLARD_NOWHERE:-/some/folder}");
  }

  @Test
  void refusesWhatIsNoVariable() {
    for (String path : new String[] {"${DATA/mnist", "${}/x", "${A B}", "/x/${1}"}) {
      assertThatThrownBy(() -> expand(path))
          .isInstanceOf(UserException.class)
          .hasMessage(
              ("Cannot use the path %s: what follows ${ is not a variable (path=%s);"
                      + " write ${NAME} or ${NAME:-default}")
                  .formatted(path, path));
    }
  }
}
