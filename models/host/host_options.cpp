#include "hindcast/models/host/host_options.hpp"

#include "hindcast/models/host/cpu.hpp"

namespace hindcast {

const FieldTable<HostOptions>& HostOptions::fields() {
  using Options = HostOptions;
  static const FieldTable<Options> table{
      field("runs", &Options::runs,
            {.size_max = 100,
             .about = "the processes on it, by the names of their components",
             .source = "a host of its own for each process, unless a design says otherwise"}),
      field("cores", &Options::cores,
            {.minimum = 1,
             .maximum = Cpu::kCoresMax,
             .about = "shared by weight among all that compute there",
             .source = "assumption: a small virtual machine"}),
      field("memory", &Options::memory,
            {.minimum = ByteSize::mebibytes(1),
             .about = "without swap; beyond it the OOM killer ends the largest process",
             .source = "assumption: a small virtual machine"}),
      field("system_memory", &Options::system_memory,
            {.about = "of the kernel and what is not part of the design",
             .source = "assumption: Debian 12 without a desktop"}),
      field("process_memory", &Options::process_memory,
            {.about = "resident, of a process whose model does not say",
             .source = "assumption: a server in Node.js after its start"}),
      field("tasks_max", &Options::tasks_max,
            {.minimum = 1,
             .about = "processes and threads at once; beyond it fork fails with EAGAIN",
             .source = "Linux 6.1: kernel.pid_max is 32768 on small machines"}),
      field("system_tasks", &Options::system_tasks,
            {.about = "of the system itself", .source = "assumption: Debian 12 without a desktop"}),
  };
  return table;
}

}  // namespace hindcast
