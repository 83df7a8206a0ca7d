package io.byteleap.worker.setup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What makes changed files take effect at the next boot: the initial file system and GRUB's menu
/// are built anew, by the first of the usual programs that the host has. `lacking` names what it
/// has no program for.
record Rebuild(List<Program> programs, List<String> lacking) {
  private static final Duration TIME_MAX = Duration.ofMinutes(15);
  private static final String EFI = "/boot/efi/EFI";

  Rebuild {
    programs = List.copyOf(programs);
    lacking = List.copyOf(lacking);
  }

  static Rebuild of(HostTree host) {
    String fedoraMenu = host.exists(EFI) ? EFI + "/fedora/grub.cfg" : "/boot/grub2/grub.cfg";
    List<Program> programs = new ArrayList<>();
    List<String> lacking = new ArrayList<>();
    first(host, "update-initramfs -u -k all", "mkinitcpio -P", "dracut --force --regenerate-all")
        .ifPresentOrElse(
            programs::add,
            () -> lacking.add("update-initramfs, mkinitcpio or dracut, to rebuild the initramfs"));
    first(
            host,
            "update-grub",
            "grub-mkconfig -o /boot/grub/grub.cfg",
            "grub2-mkconfig -o " + fedoraMenu)
        .ifPresentOrElse(
            programs::add,
            () -> lacking.add("update-grub, grub-mkconfig or grub2-mkconfig, to rebuild the menu"));
    return new Rebuild(programs, lacking);
  }

  private static Optional<Program> first(HostTree host, String... commands) {
    return Stream.of(commands).flatMap(command -> found(host, command).stream()).findFirst();
  }

  private static Optional<Program> found(HostTree host, String command) {
    List<String> words = Arrays.asList(command.split(" ", -1));
    return host.program(words.getFirst())
        .map(
            path ->
                new Program(
                    Stream.concat(Stream.of(path), words.stream().skip(1)).toList(), TIME_MAX));
  }
}
