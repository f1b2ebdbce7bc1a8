package io.pollard.jobs.cli;

import io.pollard.network.InitialParameters;
import io.pollard.network.Network;
import io.pollard.network.Shape;
import io.pollard.network.onnx.OnnxExport;
import io.pollard.network.zoo.Lenet300100;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.TensorProto.DataLocation;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;

/** Networks and tables that cannot be used. */
final class MalformedModels {
  private MalformedModels() {}

  static List<Malformed> list() {
    return List.of(
        zip("no such file", 2, "there is no such file", folder -> folder.resolve("net.zip")),
        zip(
            "no zip at all",
            3,
            "the zip is damaged",
            folder -> Inputs.write(folder, "net.zip", "no")),
        zip("truncated", 3, "the zip is damaged", MalformedModels::truncated),
        zip(
            "without configuration",
            3,
            "the zip holds no configuration.json",
            folder -> Inputs.zip(folder, "readme.txt", "hello")),
        zip(
            "configuration of something else",
            3,
            "net",
            folder -> Inputs.zip(folder, "configuration.json", "{\"what\": 1}")),
        onnx("no model", 3, "it is no ONNX model, or a damaged one", bytes -> text()),
        onnx(
            "truncated",
            3,
            "it is no ONNX model, or a damaged one",
            bytes -> Arrays.copyOf(bytes, bytes.length / 2)),
        onnx(
            "an initializer is missing",
            3,
            "reads tensor 'fc1.weight', which is neither stored (initializer) nor computed before it",
            bytes -> edited(bytes, graph -> graph.removeInitializer(0))),
        onnx(
            "external data",
            3,
            "the values of tensor 'fc1.weight' lie in another file (external data)",
            bytes ->
                edited(
                    bytes,
                    graph ->
                        graph.getInitializerBuilder(0).setDataLocation(DataLocation.EXTERNAL))),
        onnx(
            "weights of another shape",
            3,
            "tensor 'fc1.weight' of shape [299, 16] has 4800 values, not 4784",
            bytes -> edited(bytes, graph -> graph.getInitializerBuilder(0).setDims(0, 299))),
        h5("no HDF5", "it is no HDF5 file", text()),
        h5("damaged", "net", damagedHdf5()),
        new Malformed(
            "zip: a network for other data",
            3,
            "does not fit",
            folder ->
                plan(
                    folder,
                    "{name: fashion-mnist-8k}",
                    "{dl4j-zip: {path: \"%s\"}}".formatted(Inputs.zip(folder)))),
        new Malformed(
            "Parquet: a table's file is none",
            3,
            "is not a Parquet file",
            folder -> {
              Path steps = Files.createDirectories(folder.resolve("steps/experiment=e"));
              Files.writeString(steps.resolve("a-00000000.parquet"), "no parquet");
              return new String[] {
                "sql",
                "select * from steps",
                "--master",
                "local[1]",
                "--warehouse",
                folder.toString()
              };
            }));
  }

  private static Path truncated(Path folder) throws IOException {
    Path zip = Inputs.zip(folder);
    Inputs.truncate(zip, 500);
    return zip;
  }

  private static Malformed onnx(String what, int code, String says, UnaryOperator<byte[]> damage) {
    return new Malformed(
        "ONNX: " + what,
        code,
        says,
        folder -> {
          Lenet300100 family = new Lenet300100();
          Network network = family.build(new Shape(1, Inputs.SIDE, Inputs.SIDE), 2);
          float[] values = InitialParameters.draw(network, family.initialization(), 1);
          byte[] model = damage.apply(OnnxExport.bytes(network, values));
          Path file = Files.write(folder.resolve("net.onnx"), model);
          return new String[] {"import", file.toString()};
        });
  }

  private static byte[] edited(byte[] model, Consumer<GraphProto.Builder> change) {
    try {
      ModelProto.Builder builder = ModelProto.parseFrom(model).toBuilder();
      change.accept(builder.getGraphBuilder());
      return builder.build().toByteArray();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Malformed h5(String what, String says, byte[] content) {
    return new Malformed(
        "HDF5: " + what,
        3,
        says,
        folder ->
            new String[] {"import", Files.write(folder.resolve("net.h5"), content).toString()});
  }

  private static byte[] text() {
    return "no model".getBytes(StandardCharsets.UTF_8);
  }

  /** The signature of HDF5, and nothing sensible behind it. */
  private static byte[] damagedHdf5() {
    byte[] bytes = new byte[2000];
    byte[] signature = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    System.arraycopy(signature, 0, bytes, 0, signature.length);
    return bytes;
  }

  private interface Making {
    Path in(Path folder) throws IOException;
  }

  private static Malformed zip(String what, int code, String says, Making making) {
    return new Malformed(
        "zip: " + what,
        code,
        says,
        folder -> {
          Path zip = making.in(folder);
          String dataset = "{name: mine, path: \"%s\", format: idx}".formatted(Inputs.idx(folder));
          return plan(folder, dataset, "{dl4j-zip: {path: \"%s\"}}".formatted(zip));
        });
  }

  private static String[] plan(Path folder, String dataset, String network) throws IOException {
    Path file = Inputs.write(folder, "e.yaml", Inputs.experiment(dataset, network));
    return new String[] {"plan", file.toString()};
  }
}
