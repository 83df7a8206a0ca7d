package io.byteleap.wire.synapse;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.fixture.Fuzz;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.synapse.SynapseBody.Echo;
import io.byteleap.wire.validator.SynapseType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Mutants of the SDK's envelope: bodies and headers, both ways.
final class SynapseFuzzTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Hotkey VALIDATOR = new Hotkey("5Validator");
  private static final Endpoint AXON = new Endpoint("203.0.113.7", 8_091);
  private static final Caller CALLER =
      new Caller(
          Caller.SDK_VERSION,
          1_760_529_750_250_000_000L,
          "u-1",
          new Hotkey("5M"),
          "1.2.3.4",
          "0xab");

  @Test
  void requestBody_anyMutant_isReadAndAnswered_orRefused() {
    Fuzz.bytes(
        bodies(),
        mutant -> {
          var decoded = SynapseBody.decode(SynapseType.HEARTBEAT, mutant);
          if (decoded instanceof Decoded.Read<SynapseBody>(var body)) {
            body.request();
            Decoded.of(
                () -> body.answering(SynapseType.HEARTBEAT, "{}", TIMEOUT, Echo.BRIEF).toText());
          }
        });
  }

  @Test
  void answerBody_anyMutant_isReadOrRefused() {
    Fuzz.bytes(bodies(), SynapseBody::decodeAnswer);
  }

  @Test
  void headers_anyMutant_areReadAndEchoed() {
    var headers = SynapseHeaders.ofRequest(SynapseType.HEARTBEAT, TIMEOUT, CALLER, AXON, VALIDATOR);
    var lines = new StringBuilder();
    headers.fields().forEach((name, value) -> lines.append(name + ":" + value + "\n"));
    Fuzz.texts(
        List.of(lines.toString()),
        text -> {
          var fields = new LinkedHashMap<String, String>();
          text.lines()
              .map(line -> line.split(":", 2))
              .filter(line -> line.length == 2)
              .forEach(line -> fields.put(line[0].toLowerCase(Locale.ROOT), line[1]));
          var received = SynapseHeaders.ofReceived(fields);
          received.callerHotkey();
          var result = new SynapseHeaders.Result(200, "Success", TIMEOUT);
          received.answering(result);
          received.refusing(result, new SynapseHeaders.Axon(1, 1, "u", "0xab"), Optional.of(AXON));
        });
  }

  private static List<byte[]> bodies() {
    return Arrays.stream(SynapseType.values())
        .map(type -> SynapseBody.ofRequest(type, TIMEOUT, CALLER, AXON, VALIDATOR, "{\"a\":1}"))
        .flatMap(
            body ->
                List.of(
                    body, body.answering(SynapseType.HEARTBEAT, "{\"b\":2}", TIMEOUT, Echo.WHOLE))
                    .stream())
        .map(body -> body.toText().getBytes(StandardCharsets.UTF_8))
        .toList();
  }
}
