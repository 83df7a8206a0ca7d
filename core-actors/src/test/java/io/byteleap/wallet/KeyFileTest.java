package io.byteleap.wallet;

import static io.byteleap.wallet.KeyReading.Exposure.OTHERS_TOO;
import static io.byteleap.wallet.KeyReading.Exposure.OWNER_ONLY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.byteleap.fixture.Fuzz;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Vectors;
import io.byteleap.keys.Keypair;
import io.byteleap.keys.PublicKey;
import io.byteleap.keys.SecretBytes;
import io.byteleap.keys.SecretUri;
import io.byteleap.keys.SignatureCheck;
import io.byteleap.keys.Verifier;
import io.byteleap.node.WalletConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Wallets that the network's own tools wrote, and what is not one.
final class KeyFileTest {
  private static final String PASSWORD = "Sample-Passw0rd!";
  private static final String KEY_OF_PASSWORD =
      "0ac1d5e2bf247543f7164be5a3c186791eeeeb52dcfd973b4845dbc1937c4b5a";
  private static final PasswordKey CHEAP = new PasswordKey(1, 64);

  @TempDir private Path folder = Path.of("");

  private final JsonNode keys = Vectors.load("bittensor/wallet_keys");

  @ParameterizedTest
  @CsvSource({
    "sample-validator/hotkeys/default, validator_hot",
    "sample-miner/hotkeys/default, miner_hot",
    "sample-miner/hotkeys/seedonly, miner_hot",
    "sample-miner/hotkeys/privonly, miner_hot"
  })
  void plainSample_signs(String sample, String key) throws IOException {
    try (var pair = signing(read(sample))) {
      var signature = pair.sign(new byte[] {1}, Seeds.generator(1));

      assertThat(pair.publicKey().hex()).isEqualTo(keys.path(key).path("publicKey").asText());
      assertThat(pair.publicKey()).hasToString(keys.path(key).path("ss58Address").asText());
      assertThat(verifier(pair.publicKey()).check(new byte[] {1}, signature))
          .isEqualTo(SignatureCheck.GOOD);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "sample-miner/hotkeys/pubonly, miner_hot",
    "sample-miner/coldkeypub.txt, cold",
    "sample-validator/coldkeypub.txt, cold"
  })
  void publicSample_isPublicOnly(String sample, String key) throws IOException {
    assertThat(read(sample))
        .isInstanceOfSatisfying(
            KeyReading.PublicOnly.class,
            read ->
                assertThat(read.key().hex()).isEqualTo(keys.path(key).path("publicKey").asText()));
  }

  @Test
  void bareSeed_isRefused_asTheNetworksToolsDo() throws IOException {
    assertThat(read("sample-miner/hotkeys/seedplain")).isEqualTo(refused("NOT_JSON"));
  }

  /// The key of the samples' password, as the reference implementation of Argon2 derives it.
  @Test
  void encryptedSamples_openWithTheKeyOfTheirPassword() {
    var key = SecretBytes.taking(HexFormat.of().parseHex(KEY_OF_PASSWORD));

    assertThat(opened("sample-miner/coldkey", key)).isEqualTo(key("cold"));
    assertThat(opened("sample-validator/coldkey", key)).isEqualTo(key("cold"));
    assertThat(opened("sample-validator/hotkeys/encrypted", key)).isEqualTo(key("validator_hot"));
  }

  @Test
  void password_givesTheKeyOfTheReference_atALowCost() {
    assertThat(HexFormat.of().formatHex(derived(CHEAP)))
        .isEqualTo("bcc652370c668992f16494ec4860ce3d3fc0d4e57627ced1fd00c7cee0e08589");
  }

  @Test
  @EnabledIfSystemProperty(
      named = "fuzz.cases",
      matches = ".+",
      disabledReason = "takes many seconds and half a gigabyte; runs with the long fuzzing")
  void password_givesTheKeyOfTheReference_atTheCostOfWallets() throws IOException {
    var file = copy("sample-miner/coldkey", "rw-------");

    assertThat(HexFormat.of().formatHex(derived(PasswordKey.OF_WALLETS)))
        .isEqualTo(KEY_OF_PASSWORD);
    assertThat(signing(KeyFile.read(file, given(PASSWORD))).publicKey()).isEqualTo(key("cold"));
  }

  private static byte[] derived(PasswordKey cost) {
    return cost.derived(password(PASSWORD)).orElseThrow().reveal();
  }

  @Test
  void encryptedFile_withoutOrWithAnotherPassword_isRefused() throws IOException {
    var file = copy("sample-miner/coldkey", "rw-------");

    assertThat(KeyFile.read(file, PasswordSource.none())).isEqualTo(refused("NO_PASSWORD"));
    assertThat(KeyFile.read(file, _ -> new PasswordSource.Bad()))
        .isEqualTo(refused("BAD_PASSWORD_SOURCE"));
    assertThat(KeyFile.read(file, given("other"), CHEAP)).isEqualTo(refused("WRONG_PASSWORD"));
    assertThat(KeyFile.read(file, given("other"), new PasswordKey(1, Integer.MAX_VALUE)))
        .isEqualTo(refused("TOO_LITTLE_MEMORY"));
  }

  @Test
  void sealedFile_opens_andNoBitOfItMayChange() {
    var key = SecretBytes.taking(new byte[32]);
    byte[] sealed = NaclFile.sealed(SecretBytes.taking(new byte[] {1, 2}), key, Seeds.generator(1));

    assertThat(NaclFile.opened(sealed, key).map(SecretBytes::reveal)).contains(new byte[] {1, 2});
    for (int bit = 5 * Byte.SIZE; bit < sealed.length * Byte.SIZE; bit++) {
      byte[] other = sealed.clone();
      other[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      assertThat(NaclFile.opened(other, key)).as("bit %s", bit).isEmpty();
    }
    for (int size = 5; size < sealed.length; size++) {
      assertThat(NaclFile.opened(java.util.Arrays.copyOf(sealed, size), key)).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'$ANSIBLE_VAULT;1.1;AES256', ANSIBLE_VAULT",
    "gAAAAABkYWJj, FERNET",
    "$NACL, NO_PASSWORD",
    "'', NOT_JSON",
    "[], NOT_JSON",
    "{}, NO_KEY",
    "{\"publicKey\": \"0x00\"}, NO_KEY",
    "{\"secretSeed\": 5}, BAD_FIELD",
    "{\"other\": {}}, BAD_FIELD",
    "{\"secretPhrase\": null}, NO_KEY",
    "{\"secretPhrase\": \"zoo\"}, BAD_PHRASE",
    "{\"secretSeed\": \"0x00\"}, BAD_SEED",
    "{\"privateKey\": \"0x00\"}, BAD_PRIVATE_KEY",
    "{\"ss58Address\": \"5Grw\"}, BAD_ADDRESS",
  })
  void fileThatIsNone_isRefusedByName(String content, String why) throws IOException {
    var file = file(content.getBytes(StandardCharsets.UTF_8), "rw-------");

    assertThat(KeyFile.read(file, PasswordSource.none())).isEqualTo(refused(why));
  }

  /// Stricter than the network's tools, which take the first field and look at no other.
  @ParameterizedTest
  @CsvSource({
    "publicKey, publicKey, DIFFERENT_KEYS",
    "accountId, accountId, DIFFERENT_KEYS",
    "ss58Address, ss58Address, DIFFERENT_KEYS",
    "secretSeed, secretSeed, DIFFERENT_KEYS",
    "privateKey, privateKey, DIFFERENT_KEYS",
    "secretPhrase, secretPhrase, DIFFERENT_KEYS",
    "publicKey, secretPhrase, BAD_PUBLIC_KEY",
    "ss58Address, secretPhrase, BAD_ADDRESS",
    "secretSeed, secretPhrase, BAD_SEED",
    "privateKey, secretPhrase, BAD_PRIVATE_KEY"
  })
  void fieldOfAnotherKey_isRefused(String field, String from, String why) throws IOException {
    var text = Vectors.text("bittensor/wallets/sample-miner/hotkeys/default");
    var ours = keys.path("miner_hot").path(field).asText();
    var other = keys.path("validator_hot").path(from).asText();

    var file =
        file(
            text.replace("\"" + field + "\": \"" + ours, "\"" + field + "\": \"" + other)
                .getBytes(StandardCharsets.UTF_8),
            "rw-------");

    assertThat(KeyFile.read(file, PasswordSource.none())).isEqualTo(refused(why));
  }

  @Test
  void file_thatOthersMayReadOrWrite_isExposedOrRefused() throws IOException {
    var sample = "sample-miner/hotkeys/seedonly";

    assertThat(exposure(copy(sample, "rw-------"))).isEqualTo(OWNER_ONLY);
    assertThat(exposure(copy(sample, "r--------"))).isEqualTo(OWNER_ONLY);
    assertThat(exposure(copy(sample, "rw----r--"))).isEqualTo(OTHERS_TOO);
    assertThat(exposure(copy(sample, "rw-r--r--"))).isEqualTo(OTHERS_TOO);
    for (String permissions : List.of("rw--w----", "rw-rw-rw-")) {
      assertThat(KeyFile.read(copy(sample, permissions), PasswordSource.none()))
          .isEqualTo(refused("OTHERS_MAY_WRITE"));
    }
  }

  @Test
  void pathWithoutAFileOfThatSize_isRefused() throws IOException {
    assertThat(KeyFile.read(folder.resolve("none"), PasswordSource.none()))
        .isEqualTo(refused("MISSING"));
    assertThat(KeyFile.read(folder, PasswordSource.none())).isEqualTo(refused("NOT_A_FILE"));
    assertThat(KeyFile.read(file(new byte[16_385], "rw-------"), PasswordSource.none()))
        .isEqualTo(refused("TOO_BIG"));
  }

  @Test
  void hotkeyOfAConfiguration_isOpened() throws IOException {
    var wallet = Wallet.at(folder, new WalletName("w"));
    KeyFile.write(
        wallet.hotkey(new WalletName("h")),
        Vectors.bytes("bittensor/wallets/sample-miner/hotkeys/default"));

    var opened =
        Wallet.open(new WalletConfig("w", "h", folder, Path.of("")), PasswordSource.none());

    assertThat(signing(opened).publicKey()).isEqualTo(key("miner_hot"));
    assertThat(Wallet.open(new WalletConfig("w", "i", folder, Path.of("")), PasswordSource.none()))
        .isEqualTo(refused("MISSING"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "../x", ".hidden", "a b", "a\nb", "\u0000"})
  void name_thatIsAPath_isRefused(String name) {
    assertThatThrownBy(() -> new WalletName(name)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void tilde_isTheHomeOfTheUser() {
    var home = Path.of(System.getProperty("user.home"));

    assertThat(Wallet.at(Path.of("~/.bittensor/wallets"), new WalletName("w")).coldkey())
        .isEqualTo(home.resolve(".bittensor/wallets/w/coldkey"));
    assertThat(Wallet.at(Path.of("/~/w"), new WalletName("w")).folder())
        .isEqualTo(Path.of("/~/w/w"));
  }

  @Test
  void writtenFile_isItsOwnersAlone_andNeverWrittenOver() throws IOException {
    var file = folder.resolve("wallet/hotkeys/default");

    KeyFile.write(file, new byte[] {1});

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("wallet"))))
        .isEqualTo("rwx------");
    assertThatThrownBy(() -> KeyFile.write(file, new byte[] {2}))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(file).hasBinaryContent(new byte[] {1});
    assertThat(file.getParent()).isDirectoryNotContaining(other -> !other.equals(file));
  }

  @Test
  void passwordInTheEnvironment_isUncovered() {
    var file = Path.of("/root/.bittensor/wallets/w/coldkey");
    var name = "BT_PW__ROOT__BITTENSOR_WALLETS_W_COLDKEY";
    byte[] covered = PASSWORD.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < covered.length; i++) {
      covered[i] ^= (byte) name.charAt(i % name.length());
    }
    var variables = Map.of(name, Base64.getEncoder().encodeToString(covered));

    assertThat(PasswordSource.variable(file)).isEqualTo(name);
    assertThat(revealed(PasswordSource.environment(variables).password(file))).isEqualTo(PASSWORD);
    assertThat(PasswordSource.environment(Map.of(name, "?")).password(file))
        .isEqualTo(new PasswordSource.Bad());
    assertThat(PasswordSource.environment(Map.of()).password(file))
        .isEqualTo(new PasswordSource.Missing());
  }

  @Test
  void passwordInAFile_isTrimmed() throws IOException {
    var good = file("  pass word\n".getBytes(StandardCharsets.UTF_8), "rw-------");
    var empty = file(" \n".getBytes(StandardCharsets.UTF_8), "rw-------");
    var any = Path.of("coldkey");

    assertThat(revealed(PasswordSource.file(good).password(any))).isEqualTo("pass word");
    assertThat(PasswordSource.file(empty).password(any)).isEqualTo(new PasswordSource.Bad());
    assertThat(PasswordSource.file(folder.resolve("none")).password(any))
        .isEqualTo(new PasswordSource.Bad());
    assertThat(password(PASSWORD)).hasToString("Password[***]");
  }

  @Test
  void passwordInAFile_thatOthersCanRead_isNotUsed() throws IOException {
    var exposed = file("password".getBytes(StandardCharsets.UTF_8), "rw-r--r--");

    assertThat(PasswordSource.file(exposed).password(Path.of("coldkey")))
        .isEqualTo(new PasswordSource.Exposed());
  }

  @Test
  void mutantsOfKeyFiles_areReadOrRefused() {
    // A phrase with a wrong checksum, since each good one takes 2,048 rounds of hashing.
    var phrase =
        Vectors.text("bittensor/wallets/sample-miner/hotkeys/default").replace(" mule", " zoo");
    var corpus =
        List.of(
            phrase.getBytes(StandardCharsets.UTF_8),
            sample("sample-miner/hotkeys/seedonly"),
            sample("sample-miner/hotkeys/privonly"),
            sample("sample-miner/hotkeys/pubonly"),
            sample("sample-miner/coldkeypub.txt"));
    Fuzz.bytes(corpus, bytes -> assertThat(KeyText.read(bytes, OWNER_ONLY)).isNotNull());
  }

  @Test
  void mutantsOfEncryptedFiles_areRefused() {
    var key = SecretBytes.taking(new byte[32]);
    byte[] sealed =
        NaclFile.sealed(
            SecretBytes.taking(sample("sample-miner/hotkeys/seedonly")), key, Seeds.generator(1));
    Fuzz.bytes(
        List.of(sealed),
        bytes -> {
          boolean same = java.util.Arrays.equals(bytes, sealed);
          assertThat(NaclFile.isOne(bytes) && NaclFile.opened(bytes, key).isPresent())
              .isEqualTo(same);
        });
  }

  @Test
  void keyOfAUri_isWrittenAndReadAgain() {
    var pair = ((SecretUri.Key) SecretUri.read("//Alice")).keypair();

    var again = signing(KeyText.read(KeyText.of(pair).reveal(), OWNER_ONLY));

    assertThat(again.publicKey()).isEqualTo(pair.publicKey());
    assertThat(again.privateKey().reveal()).isEqualTo(pair.privateKey().reveal());
  }

  private KeyReading read(String sample) throws IOException {
    return KeyFile.read(copy(sample, "rw-------"), PasswordSource.none());
  }

  private static KeyReading.Exposure exposure(Path file) {
    return ((KeyReading.Signing) KeyFile.read(file, PasswordSource.none())).exposure();
  }

  private PublicKey key(String name) {
    return PublicKey.ofHex(keys.path(name).path("publicKey").asText()).orElseThrow();
  }

  private static PublicKey opened(String sample, SecretBytes key) {
    var plain = NaclFile.opened(sample(sample), key).orElseThrow();
    return signing(KeyText.read(plain.reveal(), OWNER_ONLY)).publicKey();
  }

  private Path copy(String sample, String permissions) throws IOException {
    return file(sample(sample), permissions);
  }

  private static byte[] sample(String sample) {
    return Vectors.bytes("bittensor/wallets/" + sample);
  }

  private Path file(byte[] content, String permissions) throws IOException {
    var file = Files.createTempFile(folder, "key", "");
    Files.write(file, content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  private static Keypair signing(KeyReading reading) {
    return ((KeyReading.Signing) reading).keypair();
  }

  private static Verifier verifier(PublicKey key) {
    return Verifier.of(key).orElseThrow();
  }

  private static KeyReading refused(String why) {
    return new KeyReading.Refused(KeyReading.Why.valueOf(why));
  }

  private static PasswordSource given(String password) {
    return _ -> new PasswordSource.Given(password(password));
  }

  private static Password password(String text) {
    return Password.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String revealed(PasswordSource.Answer answer) {
    return new String(((PasswordSource.Given) answer).password().reveal(), StandardCharsets.UTF_8);
  }
}
