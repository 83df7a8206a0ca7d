package io.byteleap.domain.exact;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Writes `vectors/exact.json` by [PlainExact]; `main` takes the file's path.
final class ExactVectors {
  private static final HexFormat HEX = HexFormat.of();
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String HOTKEY = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";
  private static final String WORKER = "worker-1";
  private static final String CHALLENGE = "0f5c1b52-7c6e-4d9a-9a53-0d3a8a0a1b2c";
  private static final String CPU = "-1";
  private static final String GPU = "GPU-11111111-2222-3333-4444-555555555555";

  /// RFC 8032, section 7.1, test 1: the key pair of the standard's own example.
  private static final String STANDARD_SEED =
      "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";

  private static final String STANDARD_KEY =
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

  private ExactVectors() {}

  static void main(String[] arguments) throws Exception {
    Files.writeString(Path.of(arguments[0]), text());
  }

  static String text() {
    ObjectNode file = MAPPER.createObjectNode();
    file.put("round_secret", HEX.formatHex(roundSecret()));
    file.put("hotkey", HOTKEY).put("worker", WORKER).put("challenge", CHALLENGE);
    file.put("unit_key", STANDARD_KEY);
    ArrayNode products = file.putArray("products");
    products.add(product(CPU, 128, 1, 0, 77, 127));
    products.add(product(CPU, 128, 3, 5));
    products.add(product(GPU, 256, 2, 1, 255));
    products.add(product(CPU, 384, 2, 256, 383));
    ArrayNode first = file.putArray("first_rows");
    first.add(firstRows(CPU, 128, 3, 1, 0));
    first.add(firstRows(GPU, 256, 2, 80, 0, 63, 79));
    first.add(firstRows(CPU, 384, 2, 384, 5, 383));
    putTrees(file.putArray("trees"));
    putMaps(file.putArray("maps"));
    var printer = new DefaultPrettyPrinter();
    printer.indentArraysWith(new DefaultIndenter("  ", "\n"));
    printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
    try {
      return MAPPER.writer(printer).writeValueAsString(file) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] roundSecret() {
    byte[] secret = new byte[32];
    for (int i = 0; i < secret.length; i++) {
      secret[i] = (byte) i;
    }
    return secret;
  }

  private static ObjectNode product(String unit, int n, int t, int... rows) {
    byte[] keyOfA = PlainExact.keyOfA(roundSecret(), HOTKEY, WORKER, unit, CHALLENGE);
    byte[] keyOfB = PlainExact.keyOfB(roundSecret(), n);
    var product = PlainExact.product(keyOfA, keyOfB, CHALLENGE, unit, n, t);
    String root = HEX.formatHex(product.root());
    byte[] statement =
        PlainExact.statement(CHALLENGE, HOTKEY, WORKER, unit, "" + n, "" + t, root, STANDARD_KEY);
    ObjectNode vector = MAPPER.createObjectNode();
    vector.put("unit", unit).put("n", n).put("t", t);
    vector.put("key_a", HEX.formatHex(keyOfA)).put("key_b", HEX.formatHex(keyOfB));
    vector.put("binding", HEX.formatHex(PlainExact.binding(CHALLENGE, unit)));
    vector.put("a_row_first", HEX.formatHex(product.a[0]));
    vector.put("a_row_last", HEX.formatHex(product.a[n - 1]));
    vector.put("b_row_1", HEX.formatHex(product.b[1]));
    vector.put("leaf_first", HEX.formatHex(product.leaves.getFirst()));
    vector.put("leaf_last", HEX.formatHex(product.leaves.getLast()));
    vector.put("root", root);
    vector.put("statement", HEX.formatHex(statement));
    vector.put("signature", HEX.formatHex(signed(statement)));
    ArrayNode asked = vector.putArray("rows");
    for (int row : rows) {
      asked.add(row);
    }
    vector.put("opening", HEX.formatHex(PlainExact.frame(product, CHALLENGE, unit, rows)));
    return vector;
  }

  private static ObjectNode firstRows(String unit, int n, int t, int made, int... rows) {
    byte[] keyOfA = PlainExact.keyOfA(roundSecret(), HOTKEY, WORKER, unit, CHALLENGE);
    byte[] keyOfB = PlainExact.keyOfB(roundSecret(), n);
    var product = PlainExact.product(keyOfA, keyOfB, CHALLENGE, unit, n, t).first(made);
    String root = HEX.formatHex(product.root());
    byte[] statement =
        PlainExact.statementOfFirstRows(
            CHALLENGE, HOTKEY, WORKER, unit, "" + n, "" + t, "" + made, root, STANDARD_KEY);
    ObjectNode vector = MAPPER.createObjectNode();
    vector.put("unit", unit).put("n", n).put("t", t).put("rows_made", made);
    vector.put("key_a", HEX.formatHex(keyOfA)).put("key_b", HEX.formatHex(keyOfB));
    vector.put("root", root);
    vector.put("statement", HEX.formatHex(statement));
    vector.put("signature", HEX.formatHex(signed(statement)));
    ArrayNode asked = vector.putArray("rows");
    for (int row : rows) {
      asked.add(row);
    }
    vector.put("opening", HEX.formatHex(PlainExact.frame(product, CHALLENGE, unit, rows)));
    return vector;
  }

  private static byte[] signed(byte[] statement) {
    try {
      var signer = Signature.getInstance("Ed25519");
      signer.initSign(
          KeyFactory.getInstance("Ed25519")
              .generatePrivate(
                  new EdECPrivateKeySpec(NamedParameterSpec.ED25519, HEX.parseHex(STANDARD_SEED))));
      signer.update(statement);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void putTrees(ArrayNode trees) {
    for (int count : new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 21}) {
      List<byte[]> leaves = new ArrayList<>();
      var all = new StringBuilder();
      for (int i = 0; i < count; i++) {
        leaves.add(sha256(new byte[] {0, (byte) i}));
        all.append(HEX.formatHex(leaves.get(i)));
      }
      for (int index : new int[] {0, count / 2, count - 1}) {
        ObjectNode tree = trees.addObject();
        tree.put("leaves", all.toString()).put("index", index);
        tree.put("root", HEX.formatHex(PlainExact.treeHash(leaves)));
        ArrayNode path = tree.putArray("path");
        PlainExact.path(index, leaves).forEach(hash -> path.add(HEX.formatHex(hash)));
      }
    }
  }

  private static void putMaps(ArrayNode maps) {
    for (int value : new int[] {0, 1, -1, 41_477, -112_591, Integer.MAX_VALUE, -2_145_386_496}) {
      for (int column : new int[] {0, 1, 4_095, 130_943}) {
        int step = 1 + column % 64;
        maps.addObject()
            .put("value", value)
            .put("column", column)
            .put("step", step)
            .put("entry", (int) PlainExact.map(value, column, step));
      }
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
