package io.byteleap.chain.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.byteleap.chain.rpc.RpcResult.Answered;
import io.byteleap.chain.rpc.RpcResult.Failed;
import io.byteleap.domain.units.Label;
import io.byteleap.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Conversations with real nodes of the network, recorded by the authors of its SDK, held again:
/// each request is put as it was, each answer comes in parts, the last first, and arrives whole.
final class RecordedConversationTest {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final Json JSON = Json.upTo(RpcMessage.SIZE_MAX);
  private static final int PART_SIZE = 50_000;
  private static final int AT_ONCE = 50;

  private final RpcWorld world = new RpcWorld();

  /// One question of a conversation, and the node's message in answer to it.
  private record Exchange(String method, JsonNode params, JsonNode message) {}

  @AfterEach
  void stop() {
    world.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"recorded_rpc_bt9100", "recorded_rpc_bt1020"})
  void conversation_isHeldAgain(String name) throws IOException {
    var node = world.node();
    var client = world.client(node.url());
    var session = node.connected();
    var exchanges = exchanges(name);

    for (int from = 0; from < exchanges.size(); from += AT_ONCE) {
      var some = exchanges.subList(from, Math.min(from + AT_ONCE, exchanges.size()));
      var results = some.stream().map(exchange -> client.call(request(exchange))).toList();
      var sent = some.stream().map(exchange -> asked(session, exchange)).toList();
      sent.reversed().forEach(text -> session.sendInParts(text, PART_SIZE));
      for (int i = 0; i < some.size(); i++) {
        assertThat(RpcWorld.join(results.get(i)))
            .isEqualTo(expected(some.get(i).message(), sent.get(i)));
      }
    }

    assertThat(exchanges).hasSizeGreaterThan(200);
  }

  /// The next request is this one; what the node says to it.
  private static String asked(ScriptedNode.Session session, Exchange exchange) {
    var asked = session.next();
    assertThat(asked.method()).isEqualTo(exchange.method());
    assertThat(asked.params()).isEqualTo(exchange.params());
    return with(exchange.message(), asked.id());
  }

  /// The file: conversation -> method -> parameters -> message, or several messages in a row.
  private static List<Exchange> exchanges(String name) throws IOException {
    String resource = "/vectors/bittensor/chain/" + name + ".json.gz";
    List<Exchange> exchanges = new ArrayList<>();
    try (var in = RecordedConversationTest.class.getResourceAsStream(resource)) {
      assertThat(in).isNotNull();
      for (var conversation : MAPPER.readTree(new GZIPInputStream(in))) {
        for (var method : conversation.properties()) {
          for (var put : method.getValue().properties()) {
            for (JsonNode message : messages(put.getValue())) {
              exchanges.add(new Exchange(method.getKey(), MAPPER.readTree(put.getKey()), message));
            }
          }
        }
      }
    }
    return exchanges;
  }

  private static List<JsonNode> messages(JsonNode recorded) {
    return recorded.isArray() ? stream(recorded).toList() : List.of(recorded);
  }

  private static RpcRequest request(Exchange exchange) {
    return new RpcRequest(
        exchange.method(),
        stream(exchange.params()).map(RecordedConversationTest::param).toList(),
        RpcWorld.TIMEOUT);
  }

  private static RpcParam param(JsonNode value) {
    if (value.isTextual()) {
      return RpcParam.of(value.textValue());
    }
    if (value.isArray()) {
      return new RpcParam.Items(stream(value).map(RecordedConversationTest::param).toList());
    }
    assertThat(value.isNull() || value.isIntegralNumber()).isTrue();
    return value.isNull() ? RpcParam.NULL : RpcParam.of(value.longValue());
  }

  /// The recordings left out the ids, or kept those of their time.
  private static String with(JsonNode message, long id) {
    var copy = message.<com.fasterxml.jackson.databind.node.ObjectNode>deepCopy();
    copy.put("id", id);
    return copy.toString();
  }

  private static RpcResult expected(JsonNode message, String sent) {
    var error = message.path("error");
    return error.isMissingNode()
        ? new Answered(new RpcValue(JSON.parse(sent)))
        : new Failed(
            error.path("code").asLong(), Label.of(error.path("message").asText()), Label.NONE);
  }

  private static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
