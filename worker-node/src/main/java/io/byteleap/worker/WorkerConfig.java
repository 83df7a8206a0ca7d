package io.byteleap.worker;

import io.byteleap.config.Fallback;
import io.byteleap.config.Require;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.HostRoom;
import io.byteleap.node.ListenAddress;
import io.byteleap.node.NodeLog;
import io.byteleap.worker.access.LegacyMiner;
import io.byteleap.worker.gateway.GatewayProblem;
import io.byteleap.worker.gateway.OldState;
import io.byteleap.worker.gpu.GpuParts;
import io.byteleap.worker.gpu.GpuServer;
import io.byteleap.worker.gpu.SocketPlace;
import io.byteleap.worker.host.AddressLookup;
import io.byteleap.worker.host.AddressService;
import io.byteleap.worker.image.BaseImage;
import io.byteleap.worker.link.MinerUrl;
import io.byteleap.worker.update.UpdateConfig;
import io.byteleap.worker.vm.DomainPlan;
import io.byteleap.worker.vm.VmSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/// `worker_config.yaml`. Every key of the existing worker is known; what this version does not use
/// yet is said beside it in `deploy/config/worker.yaml`.
public record WorkerConfig(
    @Fallback("\"\"") String workerName,
    @Fallback("\"\"") String instance,
    @Fallback("./data") Path dataDir,
    @Fallback("ws://127.0.0.1:7799") MinerUrl minerUrl,
    @Fallback("\"\"") Path joinTokenFile,
    @Fallback("allow") LegacyMiner legacyMiner,
    @Fallback("5") Duration reconnectInterval,
    @Fallback("60") Duration refusalInterval,
    @Fallback("15") Duration pingInterval,
    @Fallback("30") Duration pingTimeout,
    @Fallback("30") Duration heartbeatInterval,
    @Fallback("2") int maxConcurrentTasks,
    @Fallback("300") Duration defaultTaskTimeout,
    @Fallback("30") Duration drainTimeout,
    ComputeConfig compute,
    GpuConfig gpu,
    VmgwConfig vmgw,
    VmConfig vm,
    PublicIpConfig publicIp,
    UpdateConfig update,
    LoggingConfig logging,
    StatusConfig status) {
  private static final int TASKS_MAX = 100;
  private static final Duration DRAIN_MAX = Duration.ofMinutes(5);

  public WorkerConfig {
    label("worker_name", workerName);
    label("instance", instance);
    Require.positive("reconnect_interval", reconnectInterval);
    Require.positive("refusal_interval", refusalInterval);
    Require.positive("ping_interval", pingInterval);
    Require.positive("ping_timeout", pingTimeout);
    Require.positive("heartbeat_interval", heartbeatInterval);
    Require.within("max_concurrent_tasks", maxConcurrentTasks, 1, TASKS_MAX);
    Require.positive("default_task_timeout", defaultTaskTimeout);
    if (drainTimeout.compareTo(DRAIN_MAX) > 0) {
      throw new IllegalArgumentException(
          "drain_timeout must be " + DRAIN_MAX.toSeconds() + "s or less");
    }
  }

  /// What is switched on and cannot have its full effect, a line each.
  public List<String> notDone() {
    return vmgw.enable() && vmgw.enrolmentHosts().isEmpty()
        ? List.of(
            "vmgw.enable is set, but vmgw.enrolment_hosts names no host: this worker enrols"
                + " nowhere, and is only where it has enrolled before")
        : List.of();
  }

  /// How the processors are used; 0 threads are as many as there are processors. `exact` is whether
  /// exact products are made, by them and by GPUs where those are used.
  public record ComputeConfig(@Fallback("0") int threads, @Fallback("true") boolean exact) {
    private static final int THREADS_MAX = 1_024;

    public ComputeConfig {
      Require.within("threads", threads, 0, THREADS_MAX);
    }

    public int threadCount() {
      return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    }
  }

  /// The GPU server. An empty socket path is one in the worker's own folder.
  public record GpuConfig(
      @Fallback("false") boolean enable,
      @Fallback("true") boolean autoStart,
      @Fallback("./bin/gpu_server") Path binaryPath,
      @Fallback("\"\"") Path socketPath,
      @Fallback("30") Duration startTimeout,
      @Fallback("30") Duration checkInterval,
      @Fallback("300") Duration infoInterval,
      @Fallback("300") Duration restartPauseMax) {
    public GpuConfig {
      Require.positive("start_timeout", startTimeout);
      Require.positive("check_interval", checkInterval);
      Require.positive("info_interval", infoInterval);
      Require.positive("restart_pause_max", restartPauseMax);
    }

    GpuParts.Settings settings(Path dataDir, Path program) {
      var place =
          socketPath.toString().isEmpty()
              ? SocketPlace.privateIn(dataDir)
              : SocketPlace.at(socketPath, dataDir);
      return new GpuParts.Settings(
          place,
          binaryPath,
          program,
          autoStart ? GpuServer.Start.BY_WORKER : GpuServer.Start.BY_OTHERS,
          new GpuServer.Timing(startTimeout, checkInterval, infoInterval, restartPauseMax));
    }
  }

  /// The VM gateway: at which hosts the worker may enrol, which authorities vouch for them (a file
  /// in PEM; empty: those that this machine trusts), and where it keeps who it is there (empty: in
  /// `data_dir`).
  public record VmgwConfig(
      @Fallback("false") boolean enable,
      @Fallback("/run/libvirt/libvirt-sock") Path socketPath,
      @Fallback("[]") List<String> enrolmentHosts,
      @Fallback("\"\"") Path caFile,
      @Fallback("\"\"") Path stateFile) {
    private static final String STATE_FILE = "vmgw_state.json";
    private static final Pattern HOST =
        Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]{2,45}]");

    public VmgwConfig {
      enrolmentHosts = List.copyOf(enrolmentHosts);
      for (String host : enrolmentHosts) {
        if (!HOST.matcher(host).matches()) {
          throw new IllegalArgumentException(
              "enrolment_hosts must be names or addresses without scheme and port, not '"
                  + Label.of(host)
                  + "'");
        }
      }
    }

    /// The file of a worker with this `data_dir`, whose configuration is in `config`. Unless it is
    /// named, what the existing worker has beside the configuration is taken over.
    Path stateFile(Path dataDir, Path config) throws GatewayProblem {
      if (!stateFile.toString().isEmpty()) {
        return stateFile;
      }
      var own = dataDir.resolve(STATE_FILE);
      OldState.takeOver(config.toAbsolutePath().resolveSibling(STATE_FILE), own);
      return own;
    }
  }

  /// `base_image_*`: where `download` gets the image from, on which hosts it may lie, its SHA-256,
  /// and how large it may be. An empty `cloud_init_dir` is the folder of that image; `*_kept` is
  /// what machines never get.
  public record VmConfig(
      @Fallback("\"\"") Path cloudInitDir,
      @Fallback("\"\"") String baseImageUrl,
      @Fallback("\"\"") String baseImageSha256,
      @Fallback("[]") List<String> baseImageHosts,
      @Fallback("64") int baseImageGibMax,
      @Fallback("libvirt-qemu") String qemuUser,
      @Fallback("default") String network,
      @Fallback("false") boolean hugePages,
      @Fallback("false") boolean emulated,
      @Fallback("20") int machinesMax,
      @Fallback("1") int processorsKept,
      @Fallback("2048") int memoryMibKept,
      @Fallback("10") int diskGibKept) {
    private static final int GIB_MAX = 4_096;
    private static final int MACHINES_MAX = 256;
    private static final int PROCESSORS_MAX = 1_024;
    private static final int MEMORY_MIB_MAX = 1 << 24;
    private static final int GIB_SHIFT = 30;
    private static final String NAME = "[A-Za-z0-9_][A-Za-z0-9._-]{0,63}";

    public VmConfig {
      baseImageHosts = List.copyOf(baseImageHosts);
      Require.within("base_image_gib_max", baseImageGibMax, 1, GIB_MAX);
      if (!qemuUser.isEmpty() && !qemuUser.matches(NAME)) {
        throw new IllegalArgumentException("qemu_user must be the name of a user");
      }
      if (!network.matches(NAME)) {
        throw new IllegalArgumentException("network must be the name of a network of libvirt's");
      }
      Require.within("machines_max", machinesMax, 1, MACHINES_MAX);
      Require.within("processors_kept", processorsKept, 0, PROCESSORS_MAX);
      Require.within("memory_mib_kept", memoryMibKept, 0, MEMORY_MIB_MAX);
      Require.within("disk_gib_kept", diskGibKept, 0, GIB_MAX);
    }

    /// `dataDir` is the worker's; what is written down of machines is in its folder `vms`.
    VmSettings settings(Path dataDir) {
      Path folder =
          cloudInitDir.toString().isEmpty()
              ? Path.of(BaseImage.USUAL).resolveSibling("")
              : cloudInitDir.toAbsolutePath();
      return new VmSettings(
          folder.normalize(),
          dataDir.resolve("vms"),
          qemuUser,
          network,
          hugePages ? DomainPlan.Pages.HUGE : DomainPlan.Pages.USUAL,
          new HostRoom.Kept(
              processorsKept, memoryMibKept, (long) diskGibKept << GIB_SHIFT, machinesMax),
          baseImageSha256,
          VmSettings.Timing.USUAL);
    }
  }

  /// Who is asked for the public address; nobody when there are no services.
  public record PublicIpConfig(
      @Fallback("[]") List<String> services, @Fallback("3600") Duration interval) {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    public PublicIpConfig {
      services = List.copyOf(services);
      services.forEach(AddressService::parse);
      Require.positive("interval", interval);
    }

    AddressLookup lookup() {
      return new AddressLookup(services.stream().map(AddressService::parse).toList(), TIMEOUT);
    }
  }

  /// An empty file path means the console only.
  public record LoggingConfig(
      @Fallback("INFO") NodeLog.LogLevel level,
      @Fallback("logs/worker.log") Path filepath,
      @Fallback("1 day") Rotation rotation,
      @Fallback("3 days") Retention retention,
      @Fallback("\"\"") String format) {
    /// Logs from now on as configured.
    public void use() {
      NodeLog.use(
          level,
          filepath.toString().isEmpty()
              ? new NodeLog.ConsoleOnly()
              : new NodeLog.DailyFile(filepath, retention.days()));
    }
  }

  /// When a new log file begins: at midnight, the only way there is.
  public record Rotation() {
    public static Rotation parse(String text) {
      if (!text.equals("1 day") && !text.equals("daily") && !text.equals("00:00")) {
        throw new IllegalArgumentException(
            "must be '1 day': log files are rolled over at midnight only, is '"
                + Label.of(text)
                + "'");
      }
      return new Rotation();
    }
  }

  /// How many days the log files stay.
  public record Retention(int days) {
    private static final Pattern DAYS = Pattern.compile("([0-9]{1,4}) days?");
    private static final int DAYS_MAX = 3_650;

    public Retention {
      Require.within("retention", days, 1, DAYS_MAX);
    }

    public static Retention parse(String text) {
      var matcher = DAYS.matcher(text);
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            "must be a number of days such as '3 days', is '" + Label.of(text) + "'");
      }
      return new Retention(Integer.parseInt(matcher.group(1)));
    }
  }

  /// Where operators and their tools find this node.
  public record StatusConfig(@Fallback("127.0.0.1") String host, @Fallback("9094") int port) {
    public StatusConfig {
      new ListenAddress(host, port);
    }

    public ListenAddress address() {
      return new ListenAddress(host, port);
    }
  }

  private static void label(String key, String text) {
    if (!Label.of(text).value().equals(text)) {
      throw new IllegalArgumentException(
          key + " must be at most 128 characters that can be shown, without space around them");
    }
  }
}
