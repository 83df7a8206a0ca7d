package io.byteleap.clusterctl;

import io.byteleap.config.Overrides;
import io.byteleap.durable.SecretFile;
import io.byteleap.validator.cluster.NodeAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What lies in `/etc/byteleap` of a host: the node's configuration with what the inventory adds to
/// it, the variables that only this host has, and a validator's certificates.
final class NodeFiles {
  static final String ETC = "/etc/byteleap/";
  static final String DATABASE = "database.env";
  static final String JOIN_TOKEN = ETC + "join.token";

  private final Inventory inventory;

  /// One file: its name, who may read it (`chmod`), and what is in it, which is not shown.
  record NodeFile(String name, String mode, String text) {
    @Override
    public String toString() {
      return "NodeFile[" + name + "]";
    }
  }

  NodeFiles(Inventory inventory) {
    this.inventory = inventory;
  }

  /// All files of the host's node. What cannot be read here is a [ClusterProblem].
  List<NodeFile> of(Host host) throws ClusterProblem {
    try {
      List<NodeFile> files = new ArrayList<>();
      files.add(new NodeFile(host.tier().word() + "_config.yaml", "0640", config(host)));
      files.add(new NodeFile(host.tier().word() + ".env", "0600", variables(host)));
      if (host.tier() == Tier.VALIDATOR) {
        files.add(new NodeFile(DATABASE, "0600", variable("database.url", databaseUrl())));
        for (String name : NodeCertificates.FILES) {
          files.add(
              new NodeFile(
                  name,
                  name.contains("key") ? "0600" : "0644",
                  Files.readString(
                      NodeCertificates.folderOf(inventory.certificates(), host).resolve(name))));
        }
      }
      return files;
    } catch (IOException e) {
      throw new ClusterProblem(host.name() + ": a file cannot be read: " + e.getMessage());
    }
  }

  /// The operator's file, and for a validator the section `cluster`.
  private String config(Host host) throws IOException {
    String text = Files.readString(inventory.config().of(host.tier()));
    return host.tier() == Tier.VALIDATOR ? text.stripTrailing() + "\n\n" + cluster(host) : text;
  }

  private String cluster(Host host) {
    String nodes =
        inventory.of(Tier.VALIDATOR).stream()
            .map(Host::clusterAddress)
            .map(NodeAddress::toString)
            .map(node -> "'" + node + "'")
            .collect(Collectors.joining(", "));
    return """
    # From the inventory; the next `cluster up` writes it again.
    cluster:
      nodes: [%s]
      host: %s
      port: %d
      tls:
        certificate_file: %scluster.pem
        key_file: %scluster.key.pem
        ca_file: %scluster-ca.pem
    """
        .formatted(nodes, host.address(), host.clusterPort(), ETC, ETC, ETC);
  }

  private String variables(Host host) {
    String options = inventory.javaOptions().of(host.tier());
    return host.allSettings().entrySet().stream()
            .map(entry -> variable(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining())
        + (options.isEmpty() ? "" : "BYTELEAP_JAVA_OPTS=" + options + "\n");
  }

  private static String variable(String key, String value) {
    return Overrides.variableOf(key) + "=" + value + "\n";
  }

  /// From a file that its owner only may read; for the file that its owner only may read there.
  private String databaseUrl() throws IOException, ClusterProblem {
    Path file = inventory.databaseUrlFile();
    var fault = SecretFile.fault(file);
    if (fault.isPresent()) {
      throw new ClusterProblem(file + " " + fault.get());
    }
    String text = Files.readString(file).strip();
    if (!text.matches("[\\x21-\\x7e]{1,2000}")) {
      throw new ClusterProblem(file + " must hold one line: the address of the database");
    }
    return text;
  }
}
