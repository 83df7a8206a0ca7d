package io.byteleap.validator.command;

import io.byteleap.node.Lifetime;
import io.byteleap.node.NodeOptions;
import io.byteleap.tls.TlsProblem;
import io.byteleap.validator.cluster.ClusterCertificates;
import io.byteleap.validator.cluster.ClusterCertificates.Existing;
import io.byteleap.validator.cluster.ClusterCertificates.Terms;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `cluster certs`: makes an authority, and a certificate for each process of a validator.
@Command(
    name = "certs",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Makes a certificate for each node of a validator, and the authority that signs them when",
      "there is none yet. What a node needs is in DIR/nodes/HOST; DIR/authority stays here."
    })
final class MakeCertificates implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "The folder, which is made when it is not there.")
  private Path out = Path.of("");

  @Option(
      names = "--node",
      paramLabel = "HOST",
      required = true,
      split = ",",
      description = "Name or IPv4 address of a node, its cluster.host; may be given many times.")
  private List<String> hosts = new ArrayList<>();

  @Option(
      names = "--life",
      paramLabel = "TIME",
      defaultValue = "730d",
      converter = Lifetime.class,
      description = "How long the certificates are good (default: ${DEFAULT-VALUE}).")
  private Duration life = Duration.ofDays(730);

  @Option(names = "--renew", description = "Replaces the certificates that the nodes have already.")
  private boolean renew;

  private final InstantSource clock;

  MakeCertificates(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() {
    var line = spec.commandLine();
    if (!life.isPositive()) {
      throw new ParameterException(line, "--life must be above 0");
    }
    try {
      var certificates = new ClusterCertificates(out, clock.instant(), new SecureRandom());
      var terms = new Terms(life, renew ? Existing.RENEWED : Existing.REFUSED);
      certificates.issue(hosts, terms).forEach(line.getOut()::println);
      line.getOut().flush();
      return NodeOptions.EXIT_OK;
    } catch (TlsProblem e) {
      line.getErr().println("byteleap-validator: " + e.getMessage());
      line.getErr().flush();
      return NodeOptions.EXIT_FAILED;
    }
  }
}
