package io.byteleap.wallet;

import io.byteleap.keys.Signer;
import io.byteleap.node.WalletConfig;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The hotkey of a node that starts, out of its wallet. When it is encrypted, its password comes
/// from `wallet.password_file`, from the environment ([PasswordSource#variable]), or from the
/// person who starts the node, in this order.
public final class NodeHotkey {
  private static final Logger LOG = LoggerFactory.getLogger(NodeHotkey.class);

  private NodeHotkey() {}

  public sealed interface Outcome {}

  /// It signs as long as the process lives.
  public record Opened(Signer signer) implements Outcome {}

  /// `why` is a sentence for the operator.
  public record Refused(String why) implements Outcome {}

  public static Outcome open(WalletConfig config) {
    return open(config, System.getenv(), Terminal.ofSystem());
  }

  static Outcome open(WalletConfig config, Map<String, String> environment, Terminal terminal) {
    var passwords =
        PasswordSource.usual(config.passwordFile(), environment, PasswordSource.prompt(terminal));
    Path file;
    try {
      file =
          Wallet.at(config.path(), new WalletName(config.name()))
              .hotkey(new WalletName(config.hotkey()));
    } catch (IllegalArgumentException e) {
      return new Refused("wallet.name, wallet.hotkey: " + e.getMessage());
    }
    return switch (Wallet.open(config, passwords)) {
      case KeyReading.Refused(var why) -> new Refused("hotkey " + file + ": " + why.text());
      case KeyReading.PublicOnly _ ->
          new Refused("hotkey " + file + ": has no secret key in it, so it cannot sign");
      case KeyReading.Signing(var keypair, var exposure) -> {
        switch (exposure) {
          case OTHERS_TOO -> LOG.warn("others can read the hotkey, chmod 600 file={}", file);
          case OWNER_ONLY -> {}
        }
        yield new Opened(new Signer(keypair, new SecureRandom()));
      }
    };
  }
}
