package io.byteleap.chain.subtensor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.byteleap.domain.units.Bytes;
import java.lang.reflect.RecordComponent;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// Values and expected JSON in one form: lists, numbers, texts and nothing else. Flags are 0 and 1,
/// accounts hexadecimal, structures lists of their parts in order.
final class Shown {
  private static final BigInteger SIGN = BigInteger.ONE.shiftLeft(64);

  private Shown() {}

  /// A record as the list of its parts.
  static Object of(Record value) {
    return value(value);
  }

  static Object ofExpected(JsonNode neuron) {
    return json(neuron);
  }

  static Object numbered(ObjectNode fields) {
    return json(fields);
  }

  static Object value(Object value) {
    return switch (value) {
      case Long number -> unsigned(number);
      case Integer number -> BigInteger.valueOf(number);
      case Boolean flag -> flag ? BigInteger.ONE : BigInteger.ZERO;
      case AccountId account -> account.toString();
      case Bytes bytes -> new String(bytes.toArray(), StandardCharsets.UTF_8);
      case Optional<?> option -> option.<Object>map(Shown::value).orElse("none");
      case List<?> list -> list.stream().map(Shown::value).toList();
      case MetagraphField.Commitment(var account, var bytes) ->
          List.of(account.toString(), numbers(bytes));
      case Record parts -> parts(parts);
      default -> value;
    };
  }

  private static List<Object> numbers(Bytes bytes) {
    var numbers = new ArrayList<Object>();
    for (byte octet : bytes.toArray()) {
      numbers.add(BigInteger.valueOf(octet & 0xff));
    }
    return numbers;
  }

  private static BigInteger unsigned(long number) {
    return number < 0 ? BigInteger.valueOf(number).add(SIGN) : BigInteger.valueOf(number);
  }

  private static Object parts(Record parts) {
    return Stream.of(parts.getClass().getRecordComponents())
        .map(part -> value(get(part, parts)))
        .toList();
  }

  private static Object get(RecordComponent part, Record parts) {
    try {
      var accessor = part.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(parts);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("a record that cannot be read", e);
    }
  }

  static Object json(JsonNode json) {
    return switch (json.getNodeType()) {
      case ARRAY -> StreamSupport.stream(json.spliterator(), false).map(Shown::json).toList();
      case OBJECT -> {
        var parts = new ArrayList<Object>();
        json.properties().forEach(part -> parts.add(json(part.getValue())));
        yield List.copyOf(parts);
      }
      case BOOLEAN -> json.asBoolean() ? BigInteger.ONE : BigInteger.ZERO;
      case NUMBER ->
          json.isIntegralNumber() ? (Object) json.bigIntegerValue() : (Object) json.doubleValue();
      case NULL -> "none";
      default -> json.asText();
    };
  }
}
