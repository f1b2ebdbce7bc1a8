package io.pollard.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.engine.Engine;
import io.pollard.engine.EngineContract;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class Dl4jEngineTest implements EngineContract {
  @Override
  public Engine engine() {
    return new Dl4jEngine();
  }

  @Test
  void isFoundByName() {
    assertThat(ServiceLoader.load(Engine.class))
        .anySatisfy(engine -> assertThat(engine.name()).isEqualTo("dl4j"));
  }

  @Test
  void arithmeticNamesWhatTheBitsDependOn() {
    assertThat(engine().arithmetic())
        .matches("dl4j 1\\.0\\.0-M2\\.1 nchw float32 (avx512|avx2|avx|generic)");
  }
}
