package io.byteleap.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Reads JSON objects of a bounded size.
///
/// The bare words NaN and Infinity are read, because existing workers send them in fields that
/// nobody needs; a field that is needed refuses them. Of a repeated key the last value counts, as
/// it does for the existing peers. Refused: more bytes than the bound, nesting deeper than 32,
/// numbers of more than 400 digits, keys of more than 1,024 characters, invalid UTF-8, anything
/// after the object, and every text that is not an object.
public final class Json {
  private static final int DEPTH_MAX = 32;
  private static final int NUMBER_LENGTH_MAX = 400;
  private static final int NAME_LENGTH_MAX = 1_024;

  private final JsonMapper mapper;
  private final int bytesMax;

  private Json(JsonMapper mapper, int bytesMax) {
    this.mapper = mapper;
    this.bytesMax = bytesMax;
  }

  /// A reader of texts of up to `bytesMax` bytes of UTF-8.
  public static Json upTo(int bytesMax) {
    var constraints =
        StreamReadConstraints.builder()
            .maxNestingDepth(DEPTH_MAX)
            .maxNumberLength(NUMBER_LENGTH_MAX)
            .maxNameLength(NAME_LENGTH_MAX)
            .maxStringLength(bytesMax)
            .maxDocumentLength(bytesMax)
            .build();
    var factory =
        JsonFactory.builder()
            .streamReadConstraints(constraints)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();
    var mapper =
        JsonMapper.builder(factory)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    return new Json(mapper, bytesMax);
  }

  /// The object in `text`, or a [JsonProblem].
  public JsonObject parse(String text) {
    return parse(text.getBytes(StandardCharsets.UTF_8));
  }

  /// The object in `utf8`, or a [JsonProblem].
  public JsonObject parse(byte[] utf8) {
    if (utf8.length > bytesMax) {
      throw new JsonProblem("", utf8.length + " bytes, at most " + bytesMax + " are read");
    }
    try {
      JsonNode node = mapper.readTree(utf8);
      if (node instanceof ObjectNode object) {
        return new JsonObject(object, "");
      }
      throw new JsonProblem("", "not a JSON object");
    } catch (JsonProcessingException e) {
      var location = e.getLocation();
      String where =
          location == null
              ? ""
              : "line " + location.getLineNr() + " column " + location.getColumnNr();
      throw new JsonProblem(where, "not JSON, or nested or written beyond the limits");
    } catch (IOException e) {
      throw new JsonProblem("", "not JSON: " + e.getClass().getSimpleName());
    }
  }
}
