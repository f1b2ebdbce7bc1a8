package io.pollard.data;

import com.google.auto.service.AutoService;
import io.pollard.data.place.Place;
import io.pollard.data.place.ResourcePlace;
import io.pollard.spec.Summary;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A data set inside the jar, chosen by its name: {@code fashion-mnist-8k}, a stratified sample of
 * Fashion-MNIST (Xiao, Rasul, Vollgraf 2017; MIT licence beside it), 6000 training and 2000 test
 * images of 28x28 grey pixels in 10 classes.
 */
@AutoService(DatasetFormat.class)
@Summary("data inside the jar: fashion-mnist-8k")
public record Shipped() implements DatasetFormat {
  /** The one that is always there. */
  public static final String FASHION_MNIST_8K = "fashion-mnist-8k";

  private static final Set<String> NAMES = Set.of(FASHION_MNIST_8K);

  @Override
  public void validate(String name, Optional<String> path) {
    if (path.isPresent()) {
      throw new IllegalArgumentException(
          "a shipped data set has no path; say in which format " + path.get() + " is");
    }
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException(
          "no shipped data set is called "
              + name
              + ", only "
              + String.join(", ", NAMES)
              + "; for another give its path and format");
    }
  }

  @Override
  public Place place(String name, Optional<String> path, Map<String, String> settings) {
    return new ResourcePlace(Shipped.class.getClassLoader(), "io/pollard/data/" + name);
  }

  @Override
  public RawDataset read(Place place) {
    return new Idx().read(place);
  }

  @Override
  public Pieces pieces(Place place) {
    return new Idx().pieces(place);
  }
}
