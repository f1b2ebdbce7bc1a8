package io.pollard.spec;

/** An open family: its implementations are declared in META-INF/services, by whatever jar. */
public interface Greeting extends Extension {

  record Hello() implements Greeting {}

  record GoodMorning(int times) implements Greeting {
    public GoodMorning() {
      this(1);
    }
  }
}
