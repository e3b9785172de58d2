using Artisan.Jobs;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Operations;

/// <summary>Nodes tell themselves apart in the cluster, whatever their machines are called.</summary>
public sealed class NodeIdTests
{
    [Theory]
    [InlineData("a", 1)]
    [InlineData("artisan-web-7d4b9c6f5d-with-a-name-of-the-longest-kind-there-may-be", 4194304)]
    public void Two_processes_on_machines_of_one_name_are_two(string machine, int processId)
    {
        string one = JobsServices.NodeId(machine, processId), other = JobsServices.NodeId(machine, processId);
        one.ShouldNotBe(other);
        one.Length.ShouldBeLessThan(96);
    }
}
