package io.pollard.jobs.cli;

import io.pollard.network.InitialParameters;
import io.pollard.network.Network;
import io.pollard.network.Role;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import io.pollard.network.dl4j.Dl4jZipWriter;
import io.pollard.network.zoo.Lenet300100;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;

/** Writes small inputs of every kind, in order, for tests to damage. */
final class Inputs {
  static final int SIDE = 4;
  private static final int IMAGE_MAGIC = 2051;
  private static final int LABEL_MAGIC = 2049;

  private Inputs() {}

  /** An experiment that is in order, on a data set given as YAML. */
  static String experiment(String dataset, String network) {
    return """
        experiment: small
        dataset: %s
        network: %s
        training: {optimizer: {sgd: {learningRate: 0.1}}, batchSize: 5, iterations: 8}
        arms:
          - name: pruned
            prune: {scheduling: {one-shot: {sparsities: [0.5]}}, finetuning: {rewind: {to: 0 it}}}
        """
        .formatted(dataset, network);
  }

  static Path write(Path folder, String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  /** MNIST's four files: 20 training and 10 test images of 4 by 4 pixels, two classes. */
  static Path idx(Path folder) throws IOException {
    Path data = Files.createDirectories(folder.resolve("idx"));
    for (String split : new String[] {"train", "t10k"}) {
      int count = split.equals("train") ? 20 : 10;
      Files.write(data.resolve(split + "-images-idx3-ubyte"), images(IMAGE_MAGIC, count, count));
      Files.write(data.resolve(split + "-labels-idx1-ubyte"), labels(LABEL_MAGIC, count, count));
    }
    return data;
  }

  static byte[] images(int magic, int said, int written) {
    ByteBuffer bytes = ByteBuffer.allocate(16 + written * SIDE * SIDE);
    bytes.putInt(magic).putInt(said).putInt(SIDE).putInt(SIDE);
    while (bytes.hasRemaining()) {
      bytes.put((byte) (bytes.position() * 7));
    }
    return bytes.array();
  }

  static byte[] labels(int magic, int said, int written) {
    ByteBuffer bytes = ByteBuffer.allocate(8 + written);
    bytes.putInt(magic).putInt(said);
    while (bytes.hasRemaining()) {
      bytes.put((byte) (bytes.position() % 2));
    }
    return bytes.array();
  }

  /** A folder with two training images and a test image of each of two classes. */
  static Path imageFolder(Path folder) throws IOException {
    Path data = folder.resolve("images");
    for (String name : new String[] {"cat", "dog"}) {
      for (String split : new String[] {"train", "test"}) {
        Path images = Files.createDirectories(data.resolve(split).resolve(name));
        Files.write(images.resolve("1.png"), png(SIDE, SIDE));
        Files.write(images.resolve("2.png"), png(SIDE, SIDE));
      }
    }
    return data;
  }

  static byte[] png(int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  /** A network for the IDX images above. */
  static Path zip(Path folder) throws IOException {
    Lenet300100 family = new Lenet300100();
    Network network = family.build(new Shape(1, SIDE, SIDE), 2);
    Path zip = folder.resolve("net.zip");
    try (OutputStream out = Files.newOutputStream(zip)) {
      Dl4jZipWriter.write(
          network, InitialParameters.draw(network, family.initialization(), 1), out);
    }
    return zip;
  }

  /** The same, with every third neuron of its first layer pruned away. */
  static Path prunedZip(Path folder) throws IOException {
    Lenet300100 family = new Lenet300100();
    Network network = family.build(new Shape(1, SIDE, SIDE), 2);
    float[] values = InitialParameters.draw(network, family.initialization(), 1);
    Slice weight = network.layout().find("fc1", Role.WEIGHT).orElseThrow();
    int row = weight.shape().get(1);
    for (int neuron = 0; neuron < weight.shape().get(0); neuron += 3) {
      int from = weight.offset() + neuron * row;
      Arrays.fill(values, from, from + row, 0.0f);
    }
    Path zip = folder.resolve("pruned.zip");
    try (OutputStream out = Files.newOutputStream(zip)) {
      Dl4jZipWriter.write(network, values, out);
    }
    return zip;
  }

  /** A zip with one entry. */
  static Path zip(Path folder, String entry, String content) throws IOException {
    Path zip = folder.resolve("net.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry(entry));
      out.write(content.getBytes(StandardCharsets.UTF_8));
    }
    return zip;
  }

  /** Takes bytes away from the end of a file. */
  static void truncate(Path file, int keep) throws IOException {
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), keep));
  }

  /** Turns over the bits of a byte in a file, counted from its end if negative. */
  static void damage(Path file, int position) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int at = position < 0 ? bytes.length + position : position;
    bytes[at] ^= (byte) 0xff;
    Files.write(file, bytes);
  }
}
