package io.pollard.data.place;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddressTest {
  @TempDir private Path folder;

  @Test
  void aPlaceIsTheSameAfterItsJourneyWithItsSettings() throws Exception {
    Files.writeString(folder.resolve("b.txt"), "bee");
    String mounts = "fs.viewfs.mounttable.journey.link./files";
    Place sent = Place.of("viewfs://journey/files", Map.of(mounts, folder.toUri().toString()));

    Place arrived = travel(Address.of(sent.child("b.txt"))).place();

    assertThat(arrived).hasToString("viewfs://journey/files/b.txt");
    assertThat(arrived.length()).isEqualTo(3);
    assertThat(((HadoopPlace) arrived).settings()).containsOnlyKeys(mounts);
    assertThat(travel(Address.of(Place.of("x"))).place()).isEqualTo(Place.of("x"));
  }

  @Test
  void doesNotShowSettings() {
    assertThat(new Address("s3a://b/x", Map.of("fs.s3a.secret.key", "PLANTED")))
        .hasToString("s3a://b/x");
  }

  private static Address travel(Address address) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(address);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (Address) in.readObject();
    }
  }
}
