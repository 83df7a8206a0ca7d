package io.byteleap.chain.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.byteleap.chain.rpc.ExtrinsicStatus.Failed;
import io.byteleap.chain.rpc.ExtrinsicStatus.Finalized;
import io.byteleap.chain.rpc.ExtrinsicStatus.InBlock;
import io.byteleap.chain.rpc.ExtrinsicStatus.Retracted;
import io.byteleap.chain.rpc.ExtrinsicStatus.Unknown;
import io.byteleap.chain.rpc.ExtrinsicStatus.Waiting;
import io.byteleap.chain.rpc.RpcMessage.Garbage;
import io.byteleap.chain.rpc.RpcMessage.Notice;
import io.byteleap.chain.rpc.RpcMessage.Response;
import io.byteleap.chain.rpc.RpcMessage.Senseless;
import io.byteleap.chain.rpc.RpcMessage.Stop;
import io.byteleap.chain.rpc.RpcResult.Answered;
import io.byteleap.fixture.Fuzz;
import io.byteleap.json.Json;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RpcMessageTest {
  private static final String BLOCK = "0x" + "0a".repeat(32);

  private static final List<String> CORPUS =
      List.of(
          "{\"jsonrpc\":\"2.0\",\"result\":\"0x00\",\"id\":7}",
          "{\"jsonrpc\":\"2.0\",\"result\":null,\"id\":8}",
          """
          {"jsonrpc":"2.0","result":{"number":"0x68","digest":{"logs":["0x06"]}},"id":9}\
          """,
          """
          {"jsonrpc":"2.0","error":{"code":1010,"message":"Invalid Transaction",\
          "data":"Transaction is outdated"},"id":10}\
          """,
          """
          {"jsonrpc":"2.0","method":"author_extrinsicUpdate","params":\
          {"subscription":"abc","result":{"inBlock":"%s"}}}\
          """
              .formatted(BLOCK),
          """
          {"jsonrpc":"2.0","method":"chain_newHead","params":{"subscription":3,"error":\
          {"code":1,"message":"x"}}}\
          """);

  @Test
  void corpus_isReadAsWhatItIs() {
    assertThat(CORPUS.stream().map(RpcMessage::read).map(Object::getClass).toList())
        .isEqualTo(
            List.of(
                Response.class,
                Response.class,
                Response.class,
                Response.class,
                Notice.class,
                Stop.class));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "[]", "null", "[{\"id\":1,\"result\":2}]", "{\"id\":1,"})
  void text_thatIsNoObject_isGarbage(String text) {
    assertThat(RpcMessage.read(text)).isInstanceOf(Garbage.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"id\":null,\"result\":1}",
        "{\"id\":1.5,\"result\":1}",
        "{\"id\":NaN,\"result\":1}",
        "{\"id\":99999999999999999999,\"result\":1}",
        "{\"method\":\"chain_newHead\"}",
        "{\"method\":\"chain_newHead\",\"params\":{\"result\":1}}",
        "{\"method\":\"chain_newHead\",\"params\":{\"subscription\":[],\"result\":1}}",
        "{\"method\":\"chain_newHead\",\"params\":{\"subscription\":\"a\"}}"
      })
  void object_thatIsNoMessage_isSenseless(String text) {
    assertThat(RpcMessage.read(text)).isInstanceOf(Senseless.class);
  }

  /// Whatever a node sends is one of the messages, and what it says of an extrinsic a status.
  @Test
  void mutants_areMessages() {
    Fuzz.texts(
        CORPUS,
        text -> {
          switch (RpcMessage.read(text)) {
            case Response(_, Answered(var value)) -> readAll(value);
            case Notice(_, var value) -> readAll(value);
            case Response _, Stop _, Senseless _, Garbage _ -> {}
          }
        });
  }

  private static void readAll(RpcValue value) {
    assertThat(ExtrinsicStatus.read(value)).isNotNull();
    assertThat(ItemDesk.nameOf(value)).isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"ready\"|waiting",
        "{\"ready\":null}|waiting",
        "\"future\"|waiting",
        "{\"broadcast\":[\"12D3\"]}|waiting",
        "{\"retracted\":\"0x00\"}|retracted",
        "\"dropped\"|failed",
        "\"invalid\"|failed",
        "{\"usurped\":\"0x00\"}|failed",
        "{\"finalityTimeout\":\"0x00\"}|failed",
        "{\"finalized\":7}|unknown",
        "{\"inBlock\":\"0x00\"}|unknown",
        "{}|unknown",
        "[]|unknown",
        "null|unknown",
        "\"rea\\ndy\"|unknown"
      })
  void status_isRead(String json, String kind) {
    var status = ExtrinsicStatus.read(value(json));

    assertThat(
            switch (status) {
              case Waiting() -> "waiting";
              case Retracted() -> "retracted";
              case Failed _ -> "failed";
              case Unknown _ -> "unknown";
              case InBlock _, Finalized _ -> "in a block";
            })
        .isEqualTo(kind);
    assertThat(status.isLast()).isEqualTo(kind.equals("failed"));
  }

  @Test
  void statusOfABlock_namesIt() {
    assertThat(ExtrinsicStatus.read(value("{\"inBlock\":\"" + BLOCK + "\"}")))
        .isEqualTo(new InBlock(BLOCK));
    assertThat(ExtrinsicStatus.read(value("{\"finalized\":\"" + BLOCK + "\"}")))
        .isEqualTo(new Finalized(BLOCK));
    assertThat(new Finalized(BLOCK).isLast()).isTrue();
    assertThat(new InBlock(BLOCK).isLast()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\"b", "a\\b", "a b", "ä", "a\nb", "\u007f"})
  void parameter_thatWouldNeedAnEscape_isRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> RpcParam.of(text));
  }

  @Test
  void request_isOneLineOfJson() {
    var request =
        RpcRequest.of(
            "state_call",
            Duration.ofSeconds(1),
            RpcParam.of("Metadata_metadata_at_version"),
            RpcParam.of("0x0f000000"),
            RpcParam.NULL,
            RpcParam.list(RpcParam.of(-1), RpcParam.list()));

    assertThat(request.toJson(3))
        .isEqualTo(
            "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"state_call\",\"params\":"
                + "[\"Metadata_metadata_at_version\",\"0x0f000000\",null,[-1,[]]]}");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RpcRequest.of("a\"b", Duration.ofSeconds(1)));
    assertThatIllegalArgumentException().isThrownBy(() -> RpcRequest.of("a", Duration.ZERO));
  }

  @ParameterizedTest
  @CsvSource({
    "ws://127.0.0.1:9944,ws://127.0.0.1:9944",
    "wss://node.example:443/v1/key?account=7,wss://node.example:443",
    "WSS://node.example,WSS://node.example",
    "ws://[::1]:9944/,ws://[::1]:9944"
  })
  void url_isShownWithoutWhatMayBeAKey(String text, String shown) {
    assertThat(NodeUrl.parse(text)).hasToString(shown);
    assertThat(NodeUrl.parse(text).uri()).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "node.example:9944",
        "http://node.example",
        "ws://",
        "ws://node.example:0",
        "ws://node.example:65536",
        "ws://user:word@node.example",
        "ws://node.example/#part",
        "ws://node example"
      })
  void url_ofAnotherKind_isRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> NodeUrl.parse(text));
  }

  private static RpcValue value(String json) {
    return new RpcValue(Json.upTo(1_000).parse("{\"result\":" + json + "}"));
  }
}
