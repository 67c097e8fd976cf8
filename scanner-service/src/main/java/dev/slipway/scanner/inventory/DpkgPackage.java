package dev.slipway.scanner.inventory;

/**
 * A package as a dpkg database lists it. Distributions name fixes by source package, so both are kept; where the
 * database names no source, it is the package itself.
 */
public record DpkgPackage(String name, String version, String source, String sourceVersion, String architecture) {}
