BeforeAll { . "$PSScriptRoot/common.ps1" }
AfterAll { Disconnect-All }

# Jobs are suspended by manual actions of recovery plans, which the emulator doesn't have yet.
Describe 'Resume-AvsJob' {
    BeforeEach {
        Connect-FreshVault | Out-Null
        $job = Enable-AvsReprotection sql01 -ProcessServer CONTOSO-PS-AZ -RetentionVolume R
        Step-AvsEmulator 120 | Out-Null
    }

    It 'refuses a job that does not wait for anyone, and says what it allows' {
        $shown = Get-ErrorOf { Resume-AvsJob $job }
        $shown.FullyQualifiedErrorId | Should -BeLike 'JobActionNotAllowed,*'
        $shown.ErrorDetails.Message | Should -Match 'It allows: Cancel\.'
        (Get-AvsJob $job.Name).State | Should -Be 'InProgress'
    }

    It 'says that there is no such job, and what is no id of one' {
        (Get-ErrorOf { Resume-AvsJob nosuch }).FullyQualifiedErrorId | Should -BeLike 'JobNotFound,*'
        (Get-ErrorOf { Resume-AvsJob 'a/b' }).FullyQualifiedErrorId | Should -BeLike 'NotAJobId,*'
    }

    It 'goes on with the others after one that it refuses' {
        Resume-AvsJob nosuch, $job.Name -ErrorAction SilentlyContinue -ErrorVariable errors | Should -BeNullOrEmpty
        @($errors).Count | Should -Be 2
    }
}
