#include "plugins/elf_facts.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <optional>
#include <string_view>

#include <elf.h>

namespace carillon::plugins {

namespace {

#if defined(__x86_64__)
constexpr std::uint16_t kMachine = EM_X86_64;
constexpr bool kStackIsExecutableUnlessSaid = true;
#elif defined(__aarch64__)
constexpr std::uint16_t kMachine = EM_AARCH64;
constexpr bool kStackIsExecutableUnlessSaid = false;
#else
#error "say here which ELF machine this host runs on"
#endif

constexpr std::size_t kMaxName = 4096;

std::string machine_name(std::uint16_t machine) {
  switch (machine) {
    case EM_X86_64:
      return "x86-64";
    case EM_AARCH64:
      return "arm64";
    case EM_386:
      return "32-bit x86";
    case EM_ARM:
      return "32-bit arm";
    case EM_RISCV:
      return "RISC-V";
    case EM_PPC64:
      return "ppc64";
    case EM_S390:
      return "s390";
    default:
      return "machine " + std::to_string(machine);
  }
}

Error damaged(std::string_view what) {
  return invalid("the file is damaged: " + std::string(what) +
                 " lies outside it; build or copy the file again");
}

// The file, with every access checked.
class Bytes {
 public:
  explicit Bytes(std::span<const std::byte> file) : file_(file) {}

  template <class T>
  std::optional<T> at(std::uint64_t offset) const {
    if (offset > file_.size() || file_.size() - offset < sizeof(T)) return std::nullopt;
    T out;
    std::memcpy(&out, file_.data() + offset, sizeof out);
    return out;
  }

  // A NUL-terminated text that ends before `end`.
  std::optional<std::string> text(std::uint64_t offset, std::uint64_t end) const {
    end = std::min<std::uint64_t>(end, file_.size());
    if (offset >= end) return std::nullopt;
    const char* start = reinterpret_cast<const char*>(file_.data()) + offset;
    const std::size_t room = static_cast<std::size_t>(std::min<std::uint64_t>(end - offset, kMaxName));
    const void* stop = std::memchr(start, 0, room);
    if (stop == nullptr) return std::nullopt;
    return std::string(start, static_cast<const char*>(stop));
  }

 private:
  std::span<const std::byte> file_;
};

struct Dynamic {
  std::uint64_t symbols = 0, strings = 0, strings_size = 0, gnu_hash = 0, hash = 0;
  std::vector<std::uint64_t> needed, run_paths;  // offsets into strings
};

class Reader {
 public:
  explicit Reader(std::span<const std::byte> file) : bytes_(file) {}

  Result<ElfFacts> read() {
    if (const auto fault = read_header()) return *fault;
    if (const auto fault = read_segments()) return *fault;
    if (const auto fault = read_dynamic()) return *fault;
    if (const auto fault = read_names()) return *fault;
    if (const auto fault = read_symbols()) return *fault;
    return std::move(facts_);
  }

 private:
  using Fault = std::optional<Error>;

  Fault read_header() {
    const auto ident = bytes_.at<std::array<unsigned char, EI_NIDENT>>(0);
    if (!ident || std::memcmp(ident->data(), ELFMAG, SELFMAG) != 0) {
      return invalid("it is no ELF file, whatever its name says; build it with carillon_add_plugin()");
    }
    if ((*ident)[EI_CLASS] != ELFCLASS64 || (*ident)[EI_DATA] != ELFDATA2LSB) {
      return invalid("it is not a 64-bit little-endian file; build it for " + machine_name(kMachine));
    }
    const auto header = bytes_.at<Elf64_Ehdr>(0);
    if (!header) return damaged("its header");
    if (header->e_machine != kMachine) {
      return invalid("it was built for " + machine_name(header->e_machine) + ", this host runs on " +
                     machine_name(kMachine) + "; build it for this machine");
    }
    if (header->e_type != ET_DYN) {
      return invalid("it is no shared library (ELF type " + std::to_string(header->e_type) +
                     "); link it with -shared, or use carillon_add_plugin()");
    }
    if (header->e_phentsize != sizeof(Elf64_Phdr)) return damaged("its table of segments");
    header_ = *header;
    return std::nullopt;
  }

  Fault read_segments() {
    facts_.executable_stack = kStackIsExecutableUnlessSaid;
    for (std::uint64_t i = 0; i < header_.e_phnum; ++i) {
      const std::uint64_t step = i * sizeof(Elf64_Phdr);
      if (header_.e_phoff > std::numeric_limits<std::uint64_t>::max() - step) {
        return damaged("its table of segments");
      }
      const auto segment = bytes_.at<Elf64_Phdr>(header_.e_phoff + step);
      if (!segment) return damaged("its table of segments");
      if (segment->p_type == PT_LOAD) loads_.push_back(*segment);
      if (segment->p_type == PT_DYNAMIC) dynamic_segment_ = *segment;
      if (segment->p_type == PT_GNU_STACK) facts_.executable_stack = (segment->p_flags & PF_X) != 0;
    }
    if (!dynamic_segment_) return invalid("it has no dynamic section; link it with -shared");
    return std::nullopt;
  }

  // Where the loader would put an address of memory, back in the file.
  std::optional<std::uint64_t> offset_of(std::uint64_t address) const {
    for (const auto& load : loads_) {
      if (address < load.p_vaddr || address - load.p_vaddr >= load.p_filesz) continue;
      const std::uint64_t within = address - load.p_vaddr;
      if (load.p_offset > std::numeric_limits<std::uint64_t>::max() - within) return std::nullopt;
      return load.p_offset + within;
    }
    return std::nullopt;
  }

  Fault read_dynamic() {
    const std::uint64_t count = dynamic_segment_->p_filesz / sizeof(Elf64_Dyn);
    for (std::uint64_t i = 0; i < count; ++i) {
      const std::uint64_t step = i * sizeof(Elf64_Dyn);
      if (dynamic_segment_->p_offset > std::numeric_limits<std::uint64_t>::max() - step) {
        return damaged("its dynamic section");
      }
      const auto entry = bytes_.at<Elf64_Dyn>(dynamic_segment_->p_offset + step);
      if (!entry) return damaged("its dynamic section");
      const std::uint64_t value = entry->d_un.d_val;
      switch (entry->d_tag) {
        case DT_NULL:
          return std::nullopt;
        case DT_SYMTAB:
          dynamic_.symbols = value;
          break;
        case DT_STRTAB:
          dynamic_.strings = value;
          break;
        case DT_STRSZ:
          dynamic_.strings_size = value;
          break;
        case DT_GNU_HASH:
          dynamic_.gnu_hash = value;
          break;
        case DT_HASH:
          dynamic_.hash = value;
          break;
        case DT_NEEDED:
          dynamic_.needed.push_back(value);
          break;
        case DT_FLAGS_1:
          if ((value & DF_1_PIE) != 0) {
            return invalid(
                "it is a program, not a plugin; link it with -shared, or use carillon_add_plugin()");
          }
          break;
        case DT_RPATH:
        case DT_RUNPATH:
          dynamic_.run_paths.push_back(value);
          break;
        default:
          break;
      }
    }
    return std::nullopt;
  }

  std::optional<std::string> name_at(std::uint64_t offset) const {
    if (offset >= dynamic_.strings_size) return std::nullopt;
    const auto table = offset_of(dynamic_.strings);
    const std::uint64_t max = std::numeric_limits<std::uint64_t>::max();
    if (!table || *table > max - dynamic_.strings_size) return std::nullopt;
    return bytes_.text(*table + offset, *table + dynamic_.strings_size);
  }

  Fault read_names() {
    for (const auto offset : dynamic_.needed) {
      auto name = name_at(offset);
      if (!name) return damaged("the name of a library that it needs");
      facts_.needed.push_back(std::move(*name));
    }
    for (const auto offset : dynamic_.run_paths) {
      auto path = name_at(offset);
      if (!path) return damaged("its run path");
      facts_.run_paths.push_back(std::move(*path));
    }
    return std::nullopt;
  }

  // How many symbols there are: the dynamic section does not say, the hash tables do.
  std::optional<std::uint64_t> symbol_count() const {
    if (dynamic_.hash != 0) {
      const auto table = offset_of(dynamic_.hash);
      if (!table) return std::nullopt;
      const auto chains = bytes_.at<std::uint32_t>(*table + 4);
      return chains ? std::optional<std::uint64_t>(*chains) : std::nullopt;
    }
    if (dynamic_.gnu_hash == 0) return 0;
    const auto table = offset_of(dynamic_.gnu_hash);
    if (!table) return std::nullopt;
    const auto head =
        bytes_.at<std::array<std::uint32_t, 4>>(*table);  // buckets, first symbol, filter, shift
    if (!head) return std::nullopt;
    const std::uint64_t buckets = *table + 16 + std::uint64_t{(*head)[2]} * 8;
    std::uint64_t last = 0;
    for (std::uint64_t i = 0; i < (*head)[0]; ++i) {
      const auto first = bytes_.at<std::uint32_t>(buckets + i * 4);
      if (!first) return std::nullopt;
      last = std::max<std::uint64_t>(last, *first);
    }
    if (last < (*head)[1]) return (*head)[1];
    const std::uint64_t chains = buckets + std::uint64_t{(*head)[0]} * 4;
    for (;; ++last) {
      const auto hash = bytes_.at<std::uint32_t>(chains + (last - (*head)[1]) * 4);
      if (!hash) return std::nullopt;
      if ((*hash & 1U) != 0) return last + 1;
    }
  }

  Fault read_symbols() {
    const auto count = symbol_count();
    if (!count) return damaged("its hash table of symbols");
    if (*count == 0) return std::nullopt;
    const auto table = offset_of(dynamic_.symbols);
    if (!table) return damaged("its table of symbols");
    for (std::uint64_t i = 1; i < *count; ++i) {
      const auto symbol = bytes_.at<Elf64_Sym>(*table + i * sizeof(Elf64_Sym));
      if (!symbol) return damaged("its table of symbols");
      if (!exported(*symbol)) continue;
      auto name = name_at(symbol->st_name);
      if (!name) return damaged("the name of a symbol");
      facts_.exported.push_back(std::move(*name));
    }
    return std::nullopt;
  }

  // Absolute symbols are the names of symbol versions: nothing binds to them.
  static bool exported(const Elf64_Sym& symbol) {
    const unsigned binding = ELF64_ST_BIND(symbol.st_info);
    const unsigned visibility = ELF64_ST_VISIBILITY(symbol.st_other);
    return symbol.st_shndx != SHN_UNDEF && symbol.st_shndx != SHN_ABS && binding != STB_LOCAL &&
           visibility != STV_HIDDEN && visibility != STV_INTERNAL;
  }

  Bytes bytes_;
  Elf64_Ehdr header_{};
  std::vector<Elf64_Phdr> loads_;
  std::optional<Elf64_Phdr> dynamic_segment_;
  Dynamic dynamic_;
  ElfFacts facts_;
};

}  // namespace

Result<ElfFacts> read_elf(std::span<const std::byte> file) { return Reader(file).read(); }

}  // namespace carillon::plugins
