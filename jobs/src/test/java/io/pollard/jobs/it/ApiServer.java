package io.pollard.jobs.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * As much of the API server of Kubernetes as a submission talks to: it notes what it is asked to
 * make, agrees, and knows of nothing else.
 */
final class ApiServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Pattern NAMESPACE = Pattern.compile("/namespaces/([^/]+)/");

  private final HttpServer server;
  private final List<JsonNode> made = new CopyOnWriteArrayList<>();

  private ApiServer(HttpServer server) {
    this.server = server;
    server.createContext("/", this::answer);
  }

  /** Starts one on the loopback interface. */
  static ApiServer start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ApiServer api = new ApiServer(server);
    server.start();
    return api;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The objects of a kind that it was asked to make, in that order. */
  List<JsonNode> made(String kind) {
    return made.stream().filter(each -> each.path("kind").asText().equals(kind)).toList();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] sent = exchange.getRequestBody().readAllBytes();
      boolean makes = Stream.of("POST", "PATCH").anyMatch(exchange.getRequestMethod()::equals);
      JsonNode reply = makes ? JSON.readTree(sent) : notFound();
      if (makes) {
        ((ObjectNode) reply.path("metadata"))
            .put("uid", UUID.randomUUID().toString())
            .put("namespace", namespace(exchange.getRequestURI().getPath()));
        made.add(reply);
      }
      byte[] bytes = JSON.writeValueAsBytes(reply);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(makes ? 201 : 404, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private static String namespace(String path) {
    Matcher namespace = NAMESPACE.matcher(path);
    return namespace.find() ? namespace.group(1) : "";
  }

  private static JsonNode notFound() {
    return JSON.createObjectNode()
        .put("kind", "Status")
        .put("apiVersion", "v1")
        .put("status", "Failure")
        .put("reason", "NotFound")
        .put("code", 404);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
