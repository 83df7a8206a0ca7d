package io.byteleap.domain.passthrough;

import io.byteleap.domain.units.Label;

/// The processor as far as virtual machines need to know it. `physicalCores` is 0 when unknown.
public record Processor(
    Vendor vendor, Label model, Extension extension, int physicalCores, int logicalCores) {
  public enum Vendor {
    INTEL("VT-x", "VT-d", "intel_iommu"),
    AMD("SVM", "AMD-Vi (IOMMU)", "amd_iommu"),
    OTHER("virtualization", "IOMMU", "");

    private final String extension;
    private final String iommu;
    private final String parameter;

    Vendor(String extension, String iommu, String parameter) {
      this.extension = extension;
      this.iommu = iommu;
      this.parameter = parameter;
    }

    /// What the firmware's setup calls the instructions for virtual machines.
    public String extensionWord() {
      return extension;
    }

    /// What the firmware's setup calls the IOMMU.
    public String iommuWord() {
      return iommu;
    }

    /// Name of the kernel's parameter that turns the IOMMU on.
    public String iommuParameter() {
      return parameter;
    }
  }

  /// Whether the processor shows its instructions for virtual machines.
  public enum Extension {
    PRESENT,
    ABSENT
  }
}
